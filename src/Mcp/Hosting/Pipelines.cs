using System.Net;
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
            yield return (Listener.Admin, app => BuildAdmin(app, applicationName + ".staticwebassets.endpoints.json"));
        }
    }

    private static void BuildMcp(IApplicationBuilder app, Settings settings)
    {
        app.UseSecurityHeaders(settings.Listening);
        app.UseRouting();
        app.UseWhen(
            context => context.GetEndpoint()?.Metadata.GetMetadata<AnswersAnyHost>() is null,
            checkedHosts => checkedHosts.UseHostFiltering()
        );
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
        app.UseServerMetrics();
    }

    private static void BuildAdmin(IApplicationBuilder app, string assets)
    {
        // Without sign-in the pages are for who sits at this machine: a foreign name that resolves to it (DNS rebinding)
        // must not let another site's script read them.
        app.Use(
            (context, next) =>
            {
                if (IsThisMachine(context.Request.Host.Host))
                {
                    return next(context);
                }

                context.Response.StatusCode = StatusCodes.Status400BadRequest;
                return Task.CompletedTask;
            }
        );
        app.UseRouting();
        app.UseAdmin();
        app.UseEndpoints(endpoints => endpoints.MapAdmin(assets));
    }

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
