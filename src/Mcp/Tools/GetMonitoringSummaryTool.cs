using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Mcp.Tools;

internal static class GetMonitoringSummaryTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<GetMonitoringSummary, MonitoringSummary>
        {
            Name = "get_monitoring_summary",
            Title = "Monitoring summary",
            Description = "Health, calls, open operations and firing conditions on one page.",
            Effect = ToolEffect.Read,
        };
}
