using System.Text.Json.Nodes;
using FinancialMcp.Testing;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>One call of a plan. An argument "$0.transaction.transaction_id" is that member of the answer to call 0.</summary>
internal sealed record PlannedCall(string Tool, IReadOnlyDictionary<string, object> Arguments);

/// <summary>A sequence of calls, each of which must succeed, that names every tool there is under a contract.</summary>
internal static class CallPlan
{
    /// <summary>The plan for a caller who may do everything. Keys start with <paramref name="run"/>, so that two runs do not meet.</summary>
    public static IReadOnlyList<PlannedCall> For(string contract, string run)
    {
        var plan = new PlanWriter(run);
        var (account, other, empty) = OpenAccounts(plan, contract);
        Move(plan, account, other);
        Keep(plan, contract, other, empty);
        foreach (
            var tool in (string[])
                ["health_check", "get_service_status", "get_metrics", "get_alerts", "get_monitoring_summary"]
        )
        {
            plan.Add(tool);
        }

        return plan.Calls;
    }

    /// <summary>Contract v1 opens with a balance, v2 with a currency.</summary>
    private static (string First, string Second, string Empty) OpenAccounts(PlanWriter plan, string contract)
    {
        (string, object) extra = contract == "v1" ? ("initial_balance", "500.00") : ("currency", "USD");
        var first = plan.Change("create_account", ("owner_id", "alice"), ("account_type", "CHECKING"), extra);
        var second = plan.Change("create_account", ("owner_id", "bob"), ("account_type", "SAVINGS"), extra);
        var empty = plan.Change("create_account", ("owner_id", "alice"), ("account_type", "CHECKING"));
        return ($"${first}.account.account_id", $"${second}.account.account_id", $"${empty}.account.account_id");
    }

    private static void Move(PlanWriter plan, string account, string other)
    {
        plan.Change("deposit_funds", ("account_id", account), ("amount", "100.00"), ("description", "opening"));
        plan.Change("withdraw_funds", ("account_id", account), ("amount", "12.5"));
        var transfer = plan.Change(
            "transfer_funds",
            ("from_account_id", account),
            ("to_account_id", other),
            ("amount", "20.00"),
            ("currency", "USD")
        );
        plan.Add("get_transaction_limits", ("account_id", account));
        plan.Add("preview_transfer", ("from_account_id", account), ("to_account_id", other), ("amount", "20.00"));
        var held = plan.Change(
            "transfer_funds",
            ("from_account_id", account),
            ("to_account_id", TestPolicy.HeldCounterparty),
            ("amount", "1.00")
        );
        plan.Add("cancel_operation", ("operation_id", $"${held}.operation_id"));
        var moved = $"${transfer}.transaction.transaction_id";
        plan.Add("get_operation", ("operation_id", $"${transfer}.operation_id"));
        plan.Add("get_operation", ("idempotency_key", plan.KeyOf(transfer)));
        plan.Add("get_transaction", ("transaction_id", moved));
        plan.Add("get_transaction_history", ("account_id", other));
        plan.Add("search_transactions", ("account_id", account), ("transaction_type", "TRANSFER"));
        plan.Add("get_account_analytics", ("account_id", account), ("period_days", 7), ("include_trends", true));
        plan.Change("reverse_transaction", ("transaction_id", moved), ("reason", "sent twice"));
    }

    private static void Keep(PlanWriter plan, string contract, string account, string empty)
    {
        plan.Add("list_accounts", ("owner_id", "alice"), ("page", 0), ("size", 5));
        plan.Add("get_account", ("account_id", account));
        plan.Add("get_account_balance", ("account_id", account));
        plan.Change("set_account_status", ("account_id", account), ("status", "FROZEN"), ("reason", "on request"));
        plan.Change("set_account_status", ("account_id", account), ("status", "ACTIVE"), ("reason", "released"));
        if (contract == "v1")
        {
            plan.Change(
                "update_account_balance",
                ("account_id", account),
                ("new_balance", "600.00"),
                ("expected_balance", "500.00"),
                ("reason", "a correction that waits for people")
            );
        }
        else
        {
            plan.Change("update_account", ("account_id", account), ("interest_rate", "1.5"));
        }

        plan.Change("delete_account", ("account_id", empty), ("reason", "never used"));
    }

    /// <summary>Carries a plan out; every call must succeed, and every listed tool must be in it.</summary>
    public static async Task RunAsync(McpClient client, IReadOnlyList<PlannedCall> plan)
    {
        var tools = await client.ListToolsAsync();
        Assert.Empty(tools.Select(tool => tool.Name).Except(plan.Select(call => call.Tool), StringComparer.Ordinal));

        var answers = new List<JsonNode?>();
        foreach (var call in plan)
        {
            var arguments = call.Arguments.ToDictionary(
                pair => pair.Key,
                pair => (object?)Resolve(pair.Value, answers)
            );
            var result = await client.CallToolAsync(call.Tool, arguments);
            Assert.True(result.IsError is not true, $"{call.Tool}: {((TextContentBlock)result.Content[0]).Text}");
            answers.Add(JsonNode.Parse(result.StructuredContent!.Value.GetRawText()));
        }
    }

    private static object Resolve(object value, List<JsonNode?> answers)
    {
        if (value is not string { Length: > 0 } text || text[0] != '$')
        {
            return value;
        }

        var path = text[1..].Split('.');
        var node = answers[int.Parse(path[0], System.Globalization.CultureInfo.InvariantCulture)];
        return path.Skip(1).Aggregate(node, (at, member) => at![member])!.GetValue<string>();
    }
}
