using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace FinancialMcp.Mcp.Tests.Tools;

/// <summary>The token that the bank gave is what its services see, and nothing of ours.</summary>
public sealed class ServiceTokenTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_bank_judges_the_token_that_it_gave(bool isTheBanks)
    {
        var token = isTheBanks ? Tokens.ForBank("olivia", "ROLE_ADMIN") : "another";
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["BACKEND_SERVICE_TOKEN"] = token,
            ["BACKEND_JWT_SECRET"] = "",
        };
        await using var server = await RunningServer.StartAsync(more: settings);
        await using var agent = await server.ConnectAsync(Tokens.ForAgent("olivia", "ROLE_ADMIN"));

        var result = await agent.CallToolAsync(
            "get_account_balance",
            new Dictionary<string, object?>(StringComparer.Ordinal) { ["account_id"] = "1001" },
            cancellationToken: TestContext.Current.CancellationToken
        );

        Assert.Equal(!isTheBanks, result.IsError == true);
    }

    /// <summary>The bank would show all that its token may see: whose it is, is judged here.</summary>
    [Fact]
    public async Task A_customer_sees_nothing_of_others_by_it()
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["BACKEND_SERVICE_TOKEN"] = Tokens.ForBank("olivia", "ROLE_ADMIN"),
            ["BACKEND_JWT_SECRET"] = "",
        };
        await using var server = await RunningServer.StartAsync(more: settings);
        await using var alice = await server.ConnectAsync(Tokens.ForAgent("alice", "ROLE_USER"));

        var everything = await CallAsync(alice, "search_transactions");
        var one = await CallAsync(alice, "search_transactions", ("account_id", "1001"));
        var foreign = await CallAsync(alice, "search_transactions", ("account_id", "1003"));
        var accounts = await CallAsync(alice, "list_accounts");

        Assert.Contains("account_id", everything, StringComparison.Ordinal);
        Assert.Contains("VALIDATION", everything, StringComparison.Ordinal);
        Assert.Contains("\"EVERYTHING\"", one, StringComparison.Ordinal);
        Assert.Contains("NOT_FOUND", foreign, StringComparison.Ordinal);
        Assert.Contains("1001", accounts, StringComparison.Ordinal);
        Assert.DoesNotContain("1003", accounts, StringComparison.Ordinal);
    }

    private static async Task<string> CallAsync(
        McpClient agent,
        string tool,
        params (string Name, string Value)[] given
    )
    {
        var result = await agent.CallToolAsync(
            tool,
            given.ToDictionary(it => it.Name, it => (object?)it.Value, StringComparer.Ordinal),
            cancellationToken: TestContext.Current.CancellationToken
        );
        return string.Concat(result.Content.OfType<TextContentBlock>().Select(block => block.Text));
    }
}
