using FinancialMcp.Mcp.Tests.Configuration;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Commands;

public sealed class SmokeCommandTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Fact]
    public async Task Every_step_works_against_a_server_with_a_bank()
    {
        using var data = new TemporaryFolder();
        await using var bank = await BankProcess.StartAsync("v1");
        await using var server = await ServerProcess.StartAsync(
            ServerProcess.Settings(bank, new Dictionary<string, string> { ["DATA_DIR"] = data.Path })
        );
        var (exit, output, _) = await CommandLine.RunAsync(
            new Dictionary<string, string> { ["FINANCIAL_MCP_TOKEN"] = Tokens.ForAgent("alice", "ROLE_USER") },
            "smoke",
            server.McpUrl
        );

        Assert.True(exit == 0, output);
        Assert.Equal(
            ["connect", "tools/list", "health_check", "list_accounts"],
            output.Trim().Split('\n').Select(line => line.Split(' ')[0])
        );
        Assert.Contains("protocol 2026-07-28", output, StringComparison.Ordinal);

        var (refused, reason, _) = await CommandLine.RunAsync(
            Nothing,
            "smoke",
            server.McpUrl,
            "--token",
            "no.valid.token"
        );
        Assert.Equal(1, refused);
        Assert.StartsWith("connect        FAILED", reason, StringComparison.Ordinal);
    }

    /// <summary>Longer than the SDK's client takes to believe that a server knows no newest revision.</summary>
    [Fact]
    public async Task A_server_whose_first_answer_is_late_works_as_well()
    {
        using var data = new TemporaryFolder();
        await using var bank = await BankProcess.StartAsync("v1");
        await using var server = await ServerProcess.StartAsync(
            ServerProcess.Settings(bank, new Dictionary<string, string> { ["DATA_DIR"] = data.Path })
        );
        await using var proxy = new FaultProxy(new Uri(server.McpUrl).Port);
        proxy.Switch(Toxic.Latency(TimeSpan.FromSeconds(6), TimeSpan.Zero));

        var smoke = CommandLine.RunAsync(
            new Dictionary<string, string> { ["FINANCIAL_MCP_TOKEN"] = Tokens.ForAgent("alice", "ROLE_USER") },
            "smoke",
            proxy.Url
        );
        await Eventually.TrueAsync(
            () => proxy.BytesToClient > 0,
            TimeSpan.FromSeconds(60),
            "the first answer is there"
        );
        proxy.Switch(Toxic.None);
        var (exit, output, _) = await smoke;

        Assert.True(exit == 0, output);
        Assert.Contains("protocol 2026-07-28", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_a_failed_step()
    {
        var (exit, output, _) = await CommandLine.RunAsync(Nothing, "smoke", "http://127.0.0.1:9");

        Assert.Equal(1, exit);
        Assert.StartsWith("connect        FAILED", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_url_is_refused()
    {
        var (exit, _, errors) = await CommandLine.RunAsync(ConfigurationText.Development(), "smoke", "localhost");

        Assert.Equal(1, exit);
        Assert.Contains("The URL is not one", errors, StringComparison.Ordinal);
    }
}
