using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Health;
using FinancialMcp.Mcp.Protocol;
using FinancialMcp.Mcp.Telemetry;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>
/// The server in one process: three listeners, each with a pipeline of its own, over one set of services. Built from
/// settings alone, so that tests run exactly what operators run.
/// </summary>
internal static class ServerHost
{
    /// <summary>Builds the server without starting it.</summary>
    /// <param name="settings">Checked settings; a port of 0 takes a free one.</param>
    /// <param name="configure">Called last on the services: where a test swaps a port for a fake.</param>
    public static WebApplication Build(Settings settings, Action<IServiceCollection>? configure = null)
    {
        var builder = WebApplication.CreateEmptyBuilder(
            new WebApplicationOptions
            {
                ApplicationName = "financial-mcp",
                ContentRootPath = AppContext.BaseDirectory,
                EnvironmentName = settings.IsDevelopment ? Environments.Development : Environments.Production,
            }
        );
        builder.Host.UseDefaultServiceProvider(options =>
        {
            options.ValidateScopes = true;
            options.ValidateOnBuild = true;
        });
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = ServerLimits.Shutdown);
        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddMetrics();
        builder.Services.AddSingleton<ConnectionTally>();
        builder.Services.AddSingleton<Listeners>();
        builder.Services.AddHostedService<Announcement>();
        builder.Services.AddRouting();
        builder.Services.AddHostFiltering(options => options.AllowedHosts = [.. settings.Listening.AllowedHosts]);
        builder.Services.AddLogs(settings);
        builder.Services.AddHealthEndpoints();
        builder.Services.AddServerMetrics();
        builder.Services.AddMcpEndpoint(settings);
        builder.WebHost.UseKestrelCore();
        builder
            .WebHost.ConfigureKestrel(kestrel => ServerLimits.Apply(kestrel, settings.Listening))
            .ConfigureServices(services =>
                services
                    .AddOptions<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions>()
                    .Configure<Listeners>((kestrel, listeners) => listeners.Bind(kestrel))
            );
        configure?.Invoke(builder.Services);
        var app = builder.Build();
        app.MapWhen(context => Listeners.Of(context) == Listener.Mcp, mcp => MapMcpListener(mcp, settings));
        app.MapWhen(
            context => Listeners.Of(context) == Listener.Metrics,
            metrics => MapMetricsListener(metrics, settings)
        );
        return app;
    }

    private static void MapMetricsListener(IApplicationBuilder app, Settings settings)
    {
        app.UseSecurityHeaders(settings.Listening);
        app.UseServerMetrics();
    }

    private static void MapMcpListener(IApplicationBuilder app, Settings settings)
    {
        app.UseSecurityHeaders(settings.Listening);
        app.UseRouting();
        app.UseWhen(
            context => context.GetEndpoint()?.Metadata.GetMetadata<AnswersAnyHost>() is null,
            checkedHosts => checkedHosts.UseHostFiltering()
        );
        if (settings.Listening.McpEnabled)
        {
            app.UseMcpEndpoint(settings);
        }

        app.UseEndpoints(endpoints =>
        {
            if (settings.Listening.HealthCheckEnabled)
            {
                endpoints.MapHealth();
            }

            if (settings.Listening.McpEnabled)
            {
                endpoints.MapMcpEndpoint();
            }
        });
    }
}
