using FinancialMcp.Application.Transactions;

namespace FinancialMcp.Mcp.Tools;

internal static class GetTransactionHistoryTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<GetTransactionHistory, TransactionHistory>
        {
            Name = "get_transaction_history",
            Title = "Transaction history",
            Description = "Everything that touched an account, incoming too, newest first.",
            Effect = ToolEffect.Read,
        };
}
