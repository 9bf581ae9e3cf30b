using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Mcp.Tools;

internal static class GetAlertsTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<GetAlerts, FiringAlerts>
        {
            Name = "get_alerts",
            Title = "Alerts",
            Description = "The watched conditions that hold now.",
            Effect = ToolEffect.Read,
        };
}
