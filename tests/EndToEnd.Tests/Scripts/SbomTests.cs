using System.Text.Json;
using FinancialMcp.EndToEnd.Tests.Monitoring;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Scripts;

/// <summary>build/sbom.sh: every package of the server, each under terms that a bank may ship.</summary>
public sealed class SbomTests : IDisposable
{
    /// <summary>The two files are texts of MIT and of Apache-2.0 that stand in their packages.</summary>
    private static readonly string[] Terms =
    [
        "MIT",
        "Apache-2.0",
        "BSD-3-Clause",
        "PostgreSQL",
        "ISC",
        "LICENSE",
        "LICENSE.txt",
    ];

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_package_of_the_server_is_listed_with_terms_that_may_be_shipped()
    {
        Script.Require("awk");

        var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        var packages = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Combine(home, ".nuget", "packages");
        var (code, output) = await Tool.RunAsync(
            "bash",
            [Path.Combine(BuildOutput.Root, "build", "sbom.sh"), folder.Path],
            BuildOutput.Root,
            ("NUGET_PACKAGES", packages)
        );

        Assert.True(code == 0, output);
        var listed = (await Script.ReadJsonAsync(Path.Combine(folder.Path, "sbom.json"))).GetProperty("components");
        var names = listed.EnumerateArray().Select(it => it.GetProperty("name").GetString()!).ToList();
        Assert.Equal(PackagesOfTheServer(), names.Order(StringComparer.Ordinal));
        Assert.All(
            listed.EnumerateArray().Select(it => it.GetProperty("licenses")[0]),
            licence =>
                Assert.Contains(
                    licence.TryGetProperty("expression", out var terms)
                        ? terms.GetString()
                        : licence.GetProperty("license").GetProperty("name").GetString(),
                    Terms
                )
        );
        Assert.Equal(2, (await Script.RunAsync("sbom.sh", "one", "two")).ExitCode);
    }

    private static IEnumerable<string> PackagesOfTheServer()
    {
        using var file = JsonDocument.Parse(
            File.ReadAllText(Path.Combine(BuildOutput.Root, "src", "Mcp", "packages.lock.json"))
        );
        return
        [
            .. file
                .RootElement.GetProperty("dependencies")
                .EnumerateObject()
                .SelectMany(framework => framework.Value.EnumerateObject())
                .Where(package => package.Value.GetProperty("type").GetString() != "Project")
                .Select(package => package.Name)
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal),
        ];
    }
}
