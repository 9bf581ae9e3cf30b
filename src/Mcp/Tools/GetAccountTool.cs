using FinancialMcp.Application.Accounts;

namespace FinancialMcp.Mcp.Tools;

internal static class GetAccountTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<GetAccount, AccountView>
        {
            Name = "get_account",
            Title = "Account",
            Description = "One account: owner, type, status, currency, balance and what of it can be spent.",
            Effect = ToolEffect.Read,
        };
}
