using FinancialMcp.Application;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Mcp.Authentication;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Tools;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Server;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>The MCP endpoint, as the host composes it.</summary>
internal static class McpEndpoint
{
    public const string Path = "/mcp";

    /// <summary>
    /// Registers the protocol's services. Needs the application's services, <see cref="BankContract"/> among them, and an
    /// audit store registered before: what it still has to record at shutdown is written before the store stops.
    /// </summary>
    public static IServiceCollection AddMcpEndpoint(this IServiceCollection services, Settings settings)
    {
        services.AddScoped<Exchange>();
        services.AddScoped<ExchangeRecord>();
        services.AddSingleton<ExchangeGate>();
        services.AddSingleton<Origins>();
        services.AddSingleton<CallLog>();
        services.AddCallerTokens(settings);
        services.AddSingleton<BearerToken>();
        services.AddSingleton<ResourceMetadata>();
        services.AddSingleton<RejectedAttempts>();
        services.AddHostedService(provider => provider.GetRequiredService<RejectedAttempts>());
        services.AddSingleton(provider => new ToolCatalogue(provider.GetRequiredService<BankContract>(), provider));
        services.AddSingleton<IToolCatalogue>(provider => provider.GetRequiredService<ToolCatalogue>());
        services
            .AddMcpServer(options => Configure(options, settings))
            .WithHttpTransport(http => http.SessionMode = HttpServerSessionMode.Stateless);
        return services;
    }

    /// <summary>Whether a request is for the endpoint, by its path.</summary>
    public static bool IsFor(HttpRequest request) =>
        request.Path.StartsWithSegments(Path, out var rest) && rest.Value is "" or "/";

    /// <summary>Middleware of the MCP listener alone, between routing and the endpoints.</summary>
    public static void UseMcpEndpoint(this IApplicationBuilder app)
    {
        var gate = app.ApplicationServices.GetRequiredService<ExchangeGate>();
        app.UseWhen(
            context => IsFor(context.Request),
            mcp => mcp.Use(next => context => gate.InvokeAsync(context, next))
        );
    }

    /// <summary>Maps the endpoint, and the documents by which clients find out how to get a token for it.</summary>
    public static void MapMcpEndpoint(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapMcp(Path);
        foreach (var path in new[] { ResourceMetadata.Path, ResourceMetadata.Path + Path })
        {
            endpoints.MapGet(path, (ResourceMetadata metadata) => Results.Bytes(metadata.Document, "application/json"));
        }
    }

    /// <summary>Runs for every request, because the SDK builds a server for each: it only sets references.</summary>
    private static void Configure(McpServerOptions options, Settings settings)
    {
        options.ServerInfo = new() { Name = "financial-mcp-server", Version = settings.Version };
        options.ServerInstructions = Instructions.Text;
        options.Handlers.ListToolsHandler = ToolHandlers.ListAsync;
        options.Handlers.CallToolHandler = ToolHandlers.CallAsync;
        options.Handlers.ListResourcesHandler = ResourceHandlers.ListAsync;
        options.Handlers.ListResourceTemplatesHandler = ResourceHandlers.ListTemplatesAsync;
        options.Handlers.ReadResourceHandler = ResourceHandlers.ReadAsync;
        options.Handlers.CompleteHandler = CompletionHandler.CompleteAsync;
        options.Handlers.ListPromptsHandler = PromptHandlers.ListAsync;
        options.Handlers.GetPromptHandler = PromptHandlers.GetAsync;
        options.Filters.Message.IncomingFilters.Add(MessageFilters.Incoming);
        options.Filters.Message.OutgoingFilters.Add(MessageFilters.Outgoing);
    }
}
