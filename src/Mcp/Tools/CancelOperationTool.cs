using FinancialMcp.Application.Operations;

namespace FinancialMcp.Mcp.Tools;

internal static class CancelOperationTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<CancelOperation, OperationReceipt>
        {
            Name = "cancel_operation",
            Title = "Cancel what waits for approval",
            Description = "Cancels an operation of yours that waits for approval. What is being carried out goes on.",
            Effect = ToolEffect.Changes,
        };
}
