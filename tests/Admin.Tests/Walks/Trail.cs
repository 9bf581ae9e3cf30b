using FinancialMcp.Testing;

namespace FinancialMcp.Admin.Tests.Walks;

/// <summary>What the walks of the trail have happened, and what they do as the owner of the database.</summary>
internal static class Trail
{
    /// <summary>A payment of alice's; its operation's id.</summary>
    public static async Task<string> PayAsync(House house, string key, string amount)
    {
        await using var alice = await Agents.ConnectAsync(house.Server.McpUrl, Tokens.ForAgent("alice", "ROLE_USER"));
        var paid = await alice.CallToolAsync(
            "transfer_funds",
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["from_account_id"] = "1001",
                ["to_account_id"] = "1003",
                ["amount"] = amount,
                ["idempotency_key"] = key,
                ["description"] = "<img src=x onerror=alert(1)>",
            }
        );
        var receipt = paid.StructuredContent!.Value;
        return receipt.GetProperty("operation_id").GetString() is { } operation
            ? operation
            : throw new InvalidOperationException(receipt.ToString());
    }

    /// <summary>Changes the database past every trigger, as only its owner can.</summary>
    public static async Task OverrideAsync(House house, string sql)
    {
        await using var connection = await house.Database.ConnectAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statement is a test's own text.
        command.CommandText = "set session_replication_role = replica; " + sql;
#pragma warning restore CA2100
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
