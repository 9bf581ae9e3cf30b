using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Testing;

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
}
