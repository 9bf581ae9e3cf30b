using FinancialMcp.Application.Accounts;

namespace FinancialMcp.Mcp.Tools;

internal static class GetAccountBalanceTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<GetAccountBalance, AccountBalance>
        {
            Name = "get_account_balance",
            Title = "Balance",
            Description = "What an account holds now, and what of it can be spent.",
            Effect = ToolEffect.Read,
        };
}
