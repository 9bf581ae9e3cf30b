using FinancialMcp.Application.Transactions;

namespace FinancialMcp.Mcp.Tools;

internal static class PreviewTransferTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<PreviewTransfer, TransferPreview>
        {
            Name = "preview_transfer",
            Title = "Preview a transfer",
            Description =
                "Tells whether a transfer would be allowed now, whether people would have to approve it, and what limit "
                + "and balance it would leave. Moves nothing.",
            Effect = ToolEffect.Read,
        };
}
