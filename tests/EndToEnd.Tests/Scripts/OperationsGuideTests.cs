using System.Text.RegularExpressions;
using FinancialMcp.EndToEnd.Tests.Monitoring;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Scripts;

/// <summary>docs/operations.md as it stands: its commands are run, and what it names is there.</summary>
public sealed partial class OperationsGuideTests : IDisposable
{
    private static readonly string[] Roots = ["build/", "docker/", "docs/", "tests/", ".env.example"];
    private static readonly string Guide = File.ReadAllText(Path.Combine(BuildOutput.Root, "docs", "operations.md"));

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    /// <summary>In a folder in which the checkout's scripts and a server's log lie where the guide has them.</summary>
    [Fact]
    public async Task Its_commands_run_against_a_server_that_is_well()
    {
        Script.Require("curl", "grep");
        var logs = Directory.CreateDirectory(Path.Combine(folder.Path, "logs"));
        await using var world = await World.StartAsync(
            "v1",
            "sqlite",
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["LOG_FILE"] = Path.Combine(logs.FullName, "mcp-server.log"),
            }
        );
        var token = Tokens.ForAgent("alice", "ROLE_USER");
        await using (var alice = await Agents.ConnectAsync(world.Server.McpUrl, token))
        {
            await alice.CallToolAsync("list_accounts", cancellationToken: TestContext.Current.CancellationToken);
        }

        var path = await WithTheProgramAsync();
        var blocks = Block().Matches(Guide).Select(match => match.Groups["commands"].Value).ToList();
        Assert.InRange(blocks.Count, 5, 50);
        foreach (var commands in blocks)
        {
            var (code, output) = await Tool.RunAsync(
                "bash",
                ["-euo", "pipefail", "-c", commands],
                folder.Path,
                ("PATH", path),
                ("HOME", folder.Path),
                ("PORT", PortOf(world.Server.McpUrl)),
                ("METRICS_PORT", PortOf(world.Server.MetricsUrl!)),
                ("TOKEN", token)
            );
            Assert.True(code == 0, $"{commands}\nexited with {code}:\n{output}");
            if (commands.Contains("http_code", StringComparison.Ordinal))
            {
                Assert.Equal("200", output.Trim());
            }
        }
    }

    [Fact]
    public void Every_file_and_every_alert_that_it_names_is_there()
    {
        var named = Code()
            .Matches(Guide)
            .Select(match => match.Groups["code"].Value.Split(' ')[0])
            .Where(name => Roots.Any(root => name.StartsWith(root, StringComparison.Ordinal)))
            // What the guide calls it, and what a backup is called.
            .Where(name => !name.EndsWith(".py", StringComparison.Ordinal))
            .Where(name => !name.Contains("TIME", StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .ToList();
        Assert.InRange(named.Count, 20, 200);
        Assert.DoesNotContain(named, name => !Path.Exists(Path.Combine(BuildOutput.Root, name)));

        var alerts = AlertRow().Matches(Guide).SelectMany(match => match.Groups["alerts"].Value.Split(", ")).ToList();
        Assert.Equal(7, alerts.Count);
        Assert.All(
            alerts,
            alert => Assert.Contains($"alert: {alert.Trim('`')}\n", MonitoringFiles.Rules, StringComparison.Ordinal)
        );
    }

    private static string PortOf(string url) =>
        new Uri(url).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private async Task<string> WithTheProgramAsync()
    {
        var programs = Directory.CreateDirectory(Path.Combine(folder.Path, "programs"));
        var program = Path.Combine(programs.FullName, "financial-mcp");
        await File.WriteAllTextAsync(program, $"#!/bin/sh\nexec dotnet '{BuildOutput.Server}' \"$@\"\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        }

        File.CreateSymbolicLink(Path.Combine(folder.Path, "build"), Path.Combine(BuildOutput.Root, "build"));
        return $"{programs.FullName}:{Environment.GetEnvironmentVariable("PATH")}";
    }

    [GeneratedRegex("```bash run\n(?<commands>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();

    [GeneratedRegex("`(?<code>[^`\n]+)`", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Code();

    [GeneratedRegex(
        @"^\| alert: .*\| (?<alerts>`.*`) \|$",
        RegexOptions.Multiline | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex AlertRow();
}
