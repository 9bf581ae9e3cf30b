using System.Text.RegularExpressions;
using System.Xml.Linq;

namespace FinancialMcp.Architecture.Tests;

/// <summary>
/// The server that tests crash on purpose is another program: nothing that is shipped knows it, its switches, or a way
/// to kill itself.
/// </summary>
public sealed partial class ShippedTests
{
    private const string CrashingServer = "tests/CrashingServer";

    private static IEnumerable<string> Shipped => Under("src/");

    [Fact]
    public void Nothing_shipped_can_be_told_to_crash() => Assert.Equal([], Switches(Shipped));

    [Fact]
    public void The_switches_of_the_crashing_server_are_found() =>
        Assert.Contains(CrashingServer + "/CrashPlan.cs", Switches(Under(CrashingServer)));

    [Fact]
    public void Nothing_shipped_is_built_from_a_test()
    {
        var projects = Repository
            .Files.Where(file =>
                file.StartsWith("src/", StringComparison.Ordinal) && file.EndsWith(".csproj", StringComparison.Ordinal)
            )
            .ToList();
        Assert.NotEmpty(projects);
        Assert.Equal([], projects.SelectMany(References).Where(IsOfTests));
        Assert.DoesNotContain(
            Repository.Lines("docker/Dockerfile"),
            line =>
                line.Contains("tests", StringComparison.Ordinal) && line.StartsWith("COPY ", StringComparison.Ordinal)
        );
    }

    [Fact]
    public void A_reference_to_a_test_is_found() =>
        Assert.Contains(References("tests/EndToEnd.Tests/FinancialMcp.EndToEnd.Tests.csproj"), IsOfTests);

    private static IEnumerable<string> Under(string folder) =>
        Repository.Files.Where(file =>
            file.StartsWith(folder, StringComparison.Ordinal) && file.EndsWith(".cs", StringComparison.Ordinal)
        );

    private static IEnumerable<string> Switches(IEnumerable<string> files) =>
        files.Where(file => Repository.Lines(file).Any(line => Switch().IsMatch(line)));

    /// <summary>The folders, from the root, of the projects that one refers to.</summary>
    private static IEnumerable<string> References(string project) =>
        XDocument
            .Load(Path.Combine(Repository.Root, project))
            .Descendants("ProjectReference")
            .Select(reference => reference.Attribute("Include")!.Value)
            .Select(path => Path.GetFullPath(Path.Combine(Repository.Root, Path.GetDirectoryName(project)!, path)))
            .Select(path => Path.GetRelativePath(Repository.Root, path).Replace('\\', '/'));

    private static bool IsOfTests(string project) => project.StartsWith("tests/", StringComparison.Ordinal);

    [GeneratedRegex(
        @"CRASH_|CrashPoint|CrashPlan|FailFast|\.Kill\(|Process\.GetCurrentProcess\(\)\.Kill",
        RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex Switch();
}
