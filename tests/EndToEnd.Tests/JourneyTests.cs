using System.Globalization;
using System.Text.Json;
using FinancialMcp.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>A customer's day, from registering at the bank to taking a payment back, with the record of each step.</summary>
public sealed class JourneyTests
{
    [Theory]
    [InlineData("sqlite")]
    [InlineData("postgres")]
    public async Task Money_moves_and_the_record_shows_it(string database)
    {
        await using var world = await World.StartAsync("v1", database);
        await world.Bank.RegisterAsync("dora");
        await world.Bank.RegisterAsync("emil");
        await using var dora = await Agents.ConnectAsync(world.Server.McpUrl, Tokens.ForAgent("dora", "ROLE_USER"));
        await using var emil = await Agents.ConnectAsync(world.Server.McpUrl, Tokens.ForAgent("emil", "ROLE_USER"));
        await using var officer = await Agents.ConnectAsync(
            world.Server.McpUrl,
            Tokens.ForAgent("olga", "financial_officer")
        );

        var account = await OpenAsync(dora, "dora", "journey-open-dora-1");
        var receiver = await OpenAsync(emil, "emil", "journey-open-emil-1");
        var transaction = await PayAsync(dora, account, receiver);

        await AssertSeenAsync(dora, emil, account, receiver, transaction);
        await AssertBalancesAsync(world, (dora, account, "629.75"), (emil, receiver, "120.25"));

        await CallAsync(
            officer,
            "reverse_transaction",
            new
            {
                transaction_id = transaction,
                reason = "wrong payee",
                idempotency_key = "journey-reverse-1",
            }
        );
        await AssertBalancesAsync(world, (dora, account, "750.00"), (emil, receiver, "0.00"));
        await AssertRecordedAsync(world);
    }

    private static async Task<string> PayAsync(McpClient dora, string account, string receiver)
    {
        await CallAsync(
            dora,
            "deposit_funds",
            new
            {
                account_id = account,
                amount = "750.00",
                idempotency_key = "journey-deposit-1",
            }
        );
        var sent = await CallAsync(
            dora,
            "transfer_funds",
            new
            {
                from_account_id = account,
                to_account_id = receiver,
                amount = "120.25",
                description = "rent",
                idempotency_key = "journey-transfer-1",
            }
        );
        return sent.GetProperty("transaction").GetProperty("transaction_id").GetString()!;
    }

    /// <summary>The receiver's history shows the incoming transfer, by its dates; the payer finds it by searching.</summary>
    private static async Task AssertSeenAsync(
        McpClient dora,
        McpClient emil,
        string account,
        string receiver,
        string transaction
    )
    {
        var today = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        var seen = await CallAsync(
            emil,
            "get_transaction_history",
            new
            {
                account_id = receiver,
                start_date = today,
                end_date = today,
            }
        );
        Assert.Contains(transaction, Ids(seen));
        var none = await CallAsync(
            emil,
            "get_transaction_history",
            new { account_id = receiver, end_date = "2020-01-01" }
        );
        Assert.Empty(Ids(none));
        var found = await CallAsync(
            dora,
            "search_transactions",
            new { account_id = account, transaction_type = "TRANSFER" }
        );
        Assert.Equal([transaction], Ids(found));
        await CallAsync(dora, "get_account_analytics", new { account_id = account });
    }

    private static async Task<string> OpenAsync(McpClient client, string owner, string key)
    {
        var receipt = await CallAsync(
            client,
            "create_account",
            new
            {
                owner_id = owner,
                account_type = "CHECKING",
                idempotency_key = key,
            }
        );
        return receipt.GetProperty("account").GetProperty("account_id").GetString()!;
    }

    private static async Task<JsonElement> CallAsync(McpClient client, string tool, object arguments)
    {
        var map = JsonSerializer.Deserialize<Dictionary<string, object?>>(JsonSerializer.Serialize(arguments))!;
        var result = await client.CallToolAsync(tool, map);
        Assert.True(result.IsError is not true, $"{tool}: {((TextContentBlock)result.Content[0]).Text}");
        return result.StructuredContent!.Value;
    }

    private static IEnumerable<string> Ids(JsonElement page) =>
        page.GetProperty("transactions")
            .EnumerateArray()
            .Select(item => item.GetProperty("transaction_id").GetString()!);

    /// <summary>What the tools say, and what the bank itself says to its own administrator.</summary>
    private static async Task AssertBalancesAsync(
        World world,
        params (McpClient Client, string Account, string Balance)[] expected
    )
    {
        foreach (var (client, account, balance) in expected)
        {
            var told = await CallAsync(client, "get_account_balance", new { account_id = account });
            Assert.Equal(balance, told.GetProperty("balance").GetString());
            var bank = await world.Bank.AskAsync(
                "olivia",
                "ROLE_ADMIN",
                HttpMethod.Get,
                $"{world.Bank.AccountUrl}/api/accounts/{account}"
            );
            Assert.Equal(
                decimal.Parse(balance, CultureInfo.InvariantCulture),
                bank.GetProperty("balance").GetDecimal()
            );
        }
    }

    /// <summary>Five changes, each with its intent and its outcome; every read with one record.</summary>
    private static async Task AssertRecordedAsync(World world)
    {
        var intents = await world.CountAsync("select count(*) from audit_event where code = 200");
        var outcomes = await world.CountAsync("select count(*) from audit_event where code = 202");
        var reads = await world.CountAsync(
            "select count(*) from audit_event where code = 100 and (tool like 'get_%' or tool like 'search_%')"
        );
        Assert.Equal((5, 5, 8), (intents, outcomes, reads));
        Assert.Equal(5, await world.CountAsync("select count(*) from operation where state = 10"));
    }
}
