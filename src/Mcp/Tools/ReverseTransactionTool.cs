using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Transactions;

namespace FinancialMcp.Mcp.Tools;

internal static class ReverseTransactionTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<ReverseTransaction, OperationReceipt>
        {
            Name = "reverse_transaction",
            Title = "Reverse a transaction",
            Description =
                "Moves a completed transaction back, whole and once, by a transaction of its own. "
                + Advice.AfterMoving,
            Effect = ToolEffect.MovesMoney,
        };
}
