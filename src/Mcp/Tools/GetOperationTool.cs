using FinancialMcp.Application.Operations;

namespace FinancialMcp.Mcp.Tools;

internal static class GetOperationTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<GetOperation, OperationReceipt>
        {
            Name = "get_operation",
            Title = "Operation",
            Description =
                "Where a change that you asked for stands, by its operation_id or its idempotency_key. Ask this after a timeout or an in_doubt receipt; it changes nothing.",
            Effect = ToolEffect.Read,
        };
}
