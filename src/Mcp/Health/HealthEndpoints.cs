using FinancialMcp.Mcp.Hosting;

namespace FinancialMcp.Mcp.Health;

/// <summary><c>/health</c>, <c>/ready</c> and <c>/live</c> on the MCP listener, open to every caller.</summary>
internal static class HealthEndpoints
{
    public static IServiceCollection AddHealthEndpoints(this IServiceCollection services) => services;

    public static void MapHealth(this IEndpointRouteBuilder endpoints) =>
        endpoints.MapGet("/live", () => Results.Ok(new { status = "alive" })).WithMetadata(AnswersAnyHost.Instance);
}
