using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Oversight;

namespace FinancialMcp.Mcp.Tools;

internal static class UpdateAccountBalanceTool
{
    private const string Name = "update_account_balance";

    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<UpdateAccountBalance, OperationReceipt>
        {
            Name = Name,
            Title = "Correct a balance",
            Description =
                "Sets a balance that people have found wrong. Always waits for approval, and sends nothing unless the balance "
                + "is still the expected one. "
                + Advice.AfterMoving,
            Effect = ToolEffect.MovesMoney,
            OfferedWhile = (services, _) =>
                Task.FromResult(services.GetRequiredService<OversightWatch>().LastKnown?.Policy.Offers(Name) == true),
        };
}
