using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;

namespace FinancialMcp.Mcp.Tools;

internal static class CreateAccountTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<CreateAccount, OperationReceipt>
        {
            Name = "create_account",
            Title = "Open an account",
            Description = "Opens an account and answers a receipt with it.",
            Effect = ToolEffect.Changes,
        };
}
