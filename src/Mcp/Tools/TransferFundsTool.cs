using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Transactions;

namespace FinancialMcp.Mcp.Tools;

internal static class TransferFundsTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<TransferFunds, OperationReceipt>
        {
            Name = "transfer_funds",
            Title = "Transfer money",
            Description =
                "Moves money from your account to any other. Check the destination: only staff can reverse it. "
                + Advice.AfterMoving,
            Effect = ToolEffect.MovesMoney,
        };
}
