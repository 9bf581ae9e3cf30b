using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;

namespace FinancialMcp.Mcp.Tools;

internal static class UpdateAccountTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<UpdateAccount, OperationReceipt>
        {
            Name = "update_account",
            Title = "Change an account's terms",
            Description =
                "Changes the interest rate of a SAVINGS account, or the limit and due date of a CREDIT account.",
            Effect = ToolEffect.Changes,
        };
}
