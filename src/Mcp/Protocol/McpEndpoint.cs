using FinancialMcp.Mcp.Configuration;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>The MCP endpoint, as the host composes it.</summary>
internal static class McpEndpoint
{
    /// <summary>Registers the protocol's services.</summary>
    public static IServiceCollection AddMcpEndpoint(this IServiceCollection services, Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        services
            .AddMcpServer(options =>
                options.ServerInfo = new() { Name = "financial-mcp-server", Version = settings.Version }
            )
            .WithHttpTransport(options => options.Stateless = true);
        return services;
    }

    /// <summary>Middleware of the MCP listener alone, between routing and the endpoints.</summary>
    public static void UseMcpEndpoint(this IApplicationBuilder app, Settings settings)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(settings);
    }

    /// <summary>Maps <c>POST /mcp</c> on the MCP listener.</summary>
    public static void MapMcpEndpoint(this IEndpointRouteBuilder endpoints) => endpoints.MapMcp("/mcp");
}
