using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Mcp.Tools;

internal static class GetMetricsTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<GetMetrics, CallMetrics>
        {
            Name = "get_metrics",
            Title = "Call metrics",
            Description = "Calls, error rate and durations per tool on this instance.",
            Effect = ToolEffect.Read,
        };
}
