using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;

namespace FinancialMcp.Mcp.Tools;

internal static class SetAccountStatusTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<SetAccountStatus, OperationReceipt>
        {
            Name = "set_account_status",
            Title = "Freeze or release an account",
            Description = "FROZEN keeps anything from being taken from the account; ACTIVE releases it.",
            Effect = ToolEffect.Changes,
        };
}
