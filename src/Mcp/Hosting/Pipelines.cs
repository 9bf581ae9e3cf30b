using FinancialMcp.Admin;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Health;
using FinancialMcp.Mcp.Protocol;
using FinancialMcp.Mcp.Telemetry;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>What happens to a request, by the listener it came in on. Nothing of one is reachable through another.</summary>
internal static class Pipelines
{
    public static IEnumerable<(Listener Listener, Action<IApplicationBuilder> Pipeline)> All(
        Settings settings,
        string applicationName
    )
    {
        yield return (Listener.Mcp, app => BuildMcp(app, settings));
        yield return (Listener.Metrics, app => BuildMetrics(app, settings));
        if (settings.Listening.AdminEnabled)
        {
            yield return (
                Listener.Admin,
                app => BuildAdmin(app, settings.Listening.Admin, applicationName + ".staticwebassets.endpoints.json")
            );
        }
    }

    private static void BuildMcp(IApplicationBuilder app, Settings settings)
    {
        app.UseSecurityHeaders(settings.Listening);
        app.UseRouting();
        app.UseAllowedHosts(app.ApplicationServices.GetRequiredService<AllowedHosts>());
        if (settings.Listening.CorsOrigins.Count > 0)
        {
            app.UseCors();
        }

        if (settings.Listening.McpEnabled)
        {
            app.UseMcpEndpoint();
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

    private static void BuildMetrics(IApplicationBuilder app, Settings settings)
    {
        app.UseSecurityHeaders(settings.Listening);
        app.UseHealthUi();
        app.UseServerMetrics();
    }

    private static void BuildAdmin(IApplicationBuilder app, AdminAddress? address, string assets)
    {
        app.UseAdminAddress(address);
        app.UseRouting();
        app.UseAdmin();
        app.UseEndpoints(endpoints => endpoints.MapAdmin(assets));
    }

    /// <summary>
    /// Refuses foreign Host headers. The MCP endpoint refuses them itself, because it records what it refuses; what
    /// <see cref="AnswersAnyHost"/> marks is answered anyway.
    /// </summary>
    private static void UseAllowedHosts(this IApplicationBuilder app, AllowedHosts hosts) =>
        app.Use(
            (context, next) =>
            {
                if (
                    McpEndpoint.IsFor(context.Request)
                    || context.GetEndpoint()?.Metadata.GetMetadata<AnswersAnyHost>() is not null
                    || hosts.Allow(context.Request.Host)
                )
                {
                    return next(context);
                }

                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return Task.CompletedTask;
            }
        );
}
