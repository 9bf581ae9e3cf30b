using FinancialMcp.Application.Transactions;

namespace FinancialMcp.Mcp.Tools;

internal static class GetTransactionTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<GetTransaction, TransactionView>
        {
            Name = "get_transaction",
            Title = "Transaction",
            Description = "One transaction of the bank.",
            Effect = ToolEffect.Read,
        };
}
