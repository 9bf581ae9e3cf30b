using FinancialMcp.Application.Accounts;

namespace FinancialMcp.Mcp.Tools;

internal static class ListAccountsTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<ListAccounts, AccountPage>
        {
            Name = "list_accounts",
            Title = "Accounts",
            Description = "The accounts you can use, oldest first, with their balances.",
            Effect = ToolEffect.Read,
        };
}
