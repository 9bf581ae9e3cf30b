using FinancialMcp.Application.Transactions;

namespace FinancialMcp.Mcp.Tools;

internal static class SearchTransactionsTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<SearchTransactions, TransactionSearchResult>
        {
            Name = "search_transactions",
            Title = "Search transactions",
            Description =
                "Finds transactions that you initiated. What others sent you is in get_transaction_history only.",
            Effect = ToolEffect.Read,
            Cost = 5,
        };
}
