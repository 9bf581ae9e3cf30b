namespace FinancialMcp.Mcp.Tools;

/// <summary>All tools there are, in the order in which they are listed.</summary>
internal static class ToolRegistry
{
    public static IReadOnlyList<ToolDeclaration> All { get; } =
    [
        ListAccountsTool.Declaration,
        GetAccountTool.Declaration,
        GetAccountBalanceTool.Declaration,
        CreateAccountTool.Declaration,
        UpdateAccountTool.Declaration,
        SetAccountStatusTool.Declaration,
        DeleteAccountTool.Declaration,
        UpdateAccountBalanceTool.Declaration,
        DepositFundsTool.Declaration,
        WithdrawFundsTool.Declaration,
        TransferFundsTool.Declaration,
        ReverseTransactionTool.Declaration,
        PreviewTransferTool.Declaration,
        GetOperationTool.Declaration,
        CancelOperationTool.Declaration,
        GetTransactionTool.Declaration,
        GetTransactionHistoryTool.Declaration,
        SearchTransactionsTool.Declaration,
        GetAccountAnalyticsTool.Declaration,
        GetTransactionLimitsTool.Declaration,
        HealthCheckTool.Declaration,
        GetServiceStatusTool.Declaration,
        GetMetricsTool.Declaration,
        GetAlertsTool.Declaration,
        GetMonitoringSummaryTool.Declaration,
    ];
}
