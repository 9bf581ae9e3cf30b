using System.Text.Json.Nodes;
using static FinancialMcp.Mcp.Tests.Tools.BankWorld;

namespace FinancialMcp.Mcp.Tests.Tools;

/// <summary>How a tool is called rightly, about somebody's thing.</summary>
/// <param name="Arguments">Good arguments, fresh for every call.</param>
/// <param name="IsOwned">Whether it matters whose the thing is.</param>
public sealed record ToolCase(Func<BankWorld, Whose, Task<JsonObject>> Arguments, bool IsOwned);

/// <summary>
/// One row for every tool. A tool without a row fails the tests that go through the registry, so a new tool cannot come
/// without one.
/// </summary>
public static class ToolCases
{
    public static IReadOnlyDictionary<string, ToolCase> All { get; } =
        new Dictionary<string, ToolCase>(StringComparer.Ordinal)
        {
            ["list_accounts"] = Plain(() => new JsonObject { ["account_type"] = "CHECKING", ["size"] = 5 }),
            ["get_account"] = Owned(whose => new JsonObject { ["account_id"] = Checking(whose) }),
            ["get_account_balance"] = Owned(whose => new JsonObject { ["account_id"] = Checking(whose) }),
            ["create_account"] = Plain(() =>
                Change(
                    new JsonObject
                    {
                        ["owner_id"] = Caller,
                        ["account_type"] = "SAVINGS",
                        ["interest_rate"] = "1.25",
                    }
                )
            ),
            ["update_account"] = Owned(whose =>
                Change(new JsonObject { ["account_id"] = Savings(whose), ["interest_rate"] = "2.5" })
            ),
            ["set_account_status"] = Owned(whose =>
                Change(
                    new JsonObject
                    {
                        ["account_id"] = Savings(whose),
                        ["status"] = "ACTIVE",
                        ["reason"] = "a test",
                    }
                )
            ),
            ["delete_account"] = OwnedLater(
                async (world, whose) =>
                    Change(
                        new JsonObject { ["account_id"] = await world.EmptyAccountAsync(whose), ["reason"] = "a test" }
                    )
            ),
            ["deposit_funds"] = Owned(whose => Money("account_id", whose)),
            ["withdraw_funds"] = Owned(whose => Money("account_id", whose)),
            ["transfer_funds"] = Owned(whose =>
            {
                var arguments = Money("from_account_id", whose);
                arguments["to_account_id"] = "1007";
                return arguments;
            }),
            ["preview_transfer"] = Owned(whose => new JsonObject
            {
                ["from_account_id"] = Checking(whose),
                ["to_account_id"] = "1007",
                ["amount"] = "0.01",
            }),
            ["update_account_balance"] = OwnedLater(
                async (world, whose) =>
                    Change(
                        new JsonObject
                        {
                            ["account_id"] = Savings(whose),
                            ["expected_balance"] = await world.BalanceAsync(whose),
                            ["new_balance"] = "1.00",
                            ["reason"] = "a test",
                        }
                    )
            ),
            ["cancel_operation"] = OwnedLater(
                async (world, whose) => new JsonObject { ["operation_id"] = await world.HeldOperationAsync(whose) }
            ),
            ["get_transaction_limits"] = Owned(whose => new JsonObject { ["account_id"] = Checking(whose) }),
            ["reverse_transaction"] = OwnedLater(
                async (world, whose) =>
                    Change(
                        new JsonObject
                        {
                            ["transaction_id"] = await world.TransactionAsync(whose),
                            ["reason"] = "a test",
                        }
                    )
            ),
            ["get_operation"] = OwnedLater(
                async (world, whose) => new JsonObject { ["operation_id"] = await world.OperationAsync(whose) }
            ),
            ["get_transaction"] = OwnedLater(
                async (world, whose) => new JsonObject { ["transaction_id"] = await world.TransactionAsync(whose) }
            ),
            ["get_transaction_history"] = Owned(whose => new JsonObject { ["account_id"] = Checking(whose) }),
            ["search_transactions"] = Owned(whose => new JsonObject { ["account_id"] = Checking(whose), ["size"] = 5 }),
            ["get_account_analytics"] = Owned(whose => new JsonObject
            {
                ["account_id"] = Checking(whose),
                ["period_days"] = 90,
                ["include_trends"] = true,
            }),
            ["health_check"] = Plain(() => []),
            ["get_service_status"] = Plain(() => []),
            ["get_metrics"] = Plain(() => new JsonObject { ["window"] = "1h" }),
            ["get_alerts"] = Plain(() => []),
            ["get_monitoring_summary"] = Plain(() => []),
        };

    private static JsonObject Money(string account, Whose whose) =>
        Change(
            new JsonObject
            {
                [account] = Checking(whose),
                ["amount"] = "0.01",
                ["currency"] = "USD",
                ["description"] = "a test",
            }
        );

    private static JsonObject Change(JsonObject arguments)
    {
        arguments["idempotency_key"] = NewKey();
        return arguments;
    }

    private static ToolCase Plain(Func<JsonObject> arguments) =>
        new((_, _) => Task.FromResult(arguments()), IsOwned: false);

    private static ToolCase Owned(Func<Whose, JsonObject> arguments) =>
        new((_, whose) => Task.FromResult(arguments(whose)), IsOwned: true);

    private static ToolCase OwnedLater(Func<BankWorld, Whose, Task<JsonObject>> arguments) =>
        new(arguments, IsOwned: true);
}
