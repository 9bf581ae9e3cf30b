using System.Xml.Linq;

namespace FinancialMcp.Architecture.Tests;

/// <summary>What would otherwise only be noticed by building the container image.</summary>
public sealed class ImageTests
{
    private const string Server = "src/Mcp";

    [Fact]
    public void The_image_is_built_from_every_project_that_the_server_needs()
    {
        var copied = Repository
            .Lines("docker/Dockerfile")
            .Where(line => line.StartsWith("COPY ", StringComparison.Ordinal));
        var needed = Needed(Server).Distinct(StringComparer.Ordinal).ToList();

        Assert.Contains("src/Domain", needed);
        foreach (var project in needed)
        {
            Assert.Contains($"COPY {project} {project}", copied);
            var file = Path.GetFileName(
                Directory.GetFiles(Path.Combine(Repository.Root, project), "*.csproj").Single()
            );
            Assert.Contains($"COPY {project}/{file} {project}/packages.lock.json {project}/", copied);
        }
    }

    /// <summary>A project's folder, and those of all that it refers to.</summary>
    private static IEnumerable<string> Needed(string folder)
    {
        var project = Directory.GetFiles(Path.Combine(Repository.Root, folder), "*.csproj").Single();
        var references = XDocument
            .Load(project)
            .Descendants("ProjectReference")
            .Select(reference => Path.GetDirectoryName(reference.Attribute("Include")!.Value)!)
            .Select(path => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(project)!, path)))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'));
        return references.SelectMany(Needed).Prepend(folder);
    }
}
