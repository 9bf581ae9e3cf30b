using FinancialMcp.Application.Policies;

namespace FinancialMcp.Mcp.Tools;

internal static class GetTransactionLimitsTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<GetTransactionLimits, TransactionLimits>
        {
            Name = "get_transaction_limits",
            Title = "Limits that apply to you",
            Description =
                "What you may still move: per tool, the limits with what is used, held and left, and when they reset.",
            Effect = ToolEffect.Read,
        };
}
