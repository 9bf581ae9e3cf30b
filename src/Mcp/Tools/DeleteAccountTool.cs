using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;

namespace FinancialMcp.Mcp.Tools;

internal static class DeleteAccountTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<DeleteAccount, OperationReceipt>
        {
            Name = "delete_account",
            Title = "Close an account",
            Description = "Closes an account for good. Refused while a balance is left: move it first.",
            Effect = ToolEffect.Destroys,
        };
}
