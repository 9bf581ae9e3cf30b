using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Transactions;

namespace FinancialMcp.Mcp.Tools;

internal static class DepositFundsTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<DepositFunds, OperationReceipt>
        {
            Name = "deposit_funds",
            Title = "Deposit money",
            Description = "Brings money into your account from outside the bank. " + Advice.AfterMoving,
            Effect = ToolEffect.MovesMoney,
            OfferedWhile = (services, cancellationToken) =>
                services.GetRequiredService<ITransactionGateway>().TakesDepositsAsync(cancellationToken),
        };
}
