using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Transactions;

namespace FinancialMcp.Mcp.Tools;

internal static class WithdrawFundsTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<WithdrawFunds, OperationReceipt>
        {
            Name = "withdraw_funds",
            Title = "Withdraw money",
            Description = "Takes money out of your account and out of the bank. " + Advice.AfterMoving,
            Effect = ToolEffect.MovesMoney,
        };
}
