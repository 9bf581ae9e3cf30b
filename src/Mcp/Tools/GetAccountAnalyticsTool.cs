using FinancialMcp.Application.Transactions;

namespace FinancialMcp.Mcp.Tools;

internal static class GetAccountAnalyticsTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<GetAccountAnalytics, AccountAnalytics>
        {
            Name = "get_account_analytics",
            Title = "Account analytics",
            Description =
                "What moved on an account in the last days: counts, volumes in and out, largest and smallest, success rate, and on request the trend.",
            Effect = ToolEffect.Read,
            Cost = 5,
        };
}
