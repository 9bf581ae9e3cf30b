using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Mcp.Tools;

internal static class GetServiceStatusTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<GetServiceStatus, ServiceStatus>
        {
            Name = "get_service_status",
            Title = "Service status",
            Description = "Version, uptime, and how each dependency answers.",
            Effect = ToolEffect.Read,
        };
}
