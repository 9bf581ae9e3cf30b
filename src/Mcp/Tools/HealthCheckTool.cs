using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Mcp.Tools;

internal static class HealthCheckTool
{
    public static ToolDeclaration Declaration { get; } =
        new ToolDeclaration<HealthCheck, HealthStatus>
        {
            Name = "health_check",
            Title = "Health",
            Description = "Whether the server and what it depends on are well.",
            Effect = ToolEffect.Read,
        };
}
