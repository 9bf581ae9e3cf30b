using FinancialMcp.Application.Monitoring;
using HealthChecks.UI.Client;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using HealthStatus = Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus;

namespace FinancialMcp.Mcp.Health;

/// <summary><c>/health/ui</c> on the metrics listener: the same look as everywhere, as the HealthChecks UI reads it.</summary>
internal static class HealthUi
{
    private const string Path = "/health/ui";
    private const string Essential = "essential";

    public static void UseHealthUi(this IApplicationBuilder app) =>
        app.Map(
            Path,
            ui =>
                ui.Run(async context =>
                {
                    var monitor = context.RequestServices.GetRequiredService<HealthMonitor>();
                    var report = ReportOf(await monitor.LookAsync());
                    context.Response.StatusCode =
                        report.Status == HealthStatus.Unhealthy
                            ? StatusCodes.Status503ServiceUnavailable
                            : StatusCodes.Status200OK;
                    await UIResponseWriter.WriteHealthCheckUIResponse(context, report);
                })
        );

    private static Microsoft.Extensions.Diagnostics.HealthChecks.HealthReport ReportOf(HealthLook look) =>
        new(
            look.Checks.ToDictionary(check => check.Name, EntryOf, StringComparer.Ordinal),
            StatusOf(look.State),
            look.Checks.Max(check => check.Latency) ?? TimeSpan.Zero
        );

    private static HealthReportEntry EntryOf(DependencyHealth check) =>
        new(
            StatusOf(check.State),
            check.Detail ?? HealthLook.WordFor(check.State),
            check.Latency ?? TimeSpan.Zero,
            exception: null,
            check.Breaker is { } breaker ? new Dictionary<string, object> { ["breaker"] = breaker } : null,
            HealthLook.IsEssential(check) ? [Essential] : []
        );

    /// <summary>There is no word for what is not configured: it is as well as it can be, and its description says so.</summary>
    private static HealthStatus StatusOf(HealthState state) =>
        state switch
        {
            HealthState.Healthy or HealthState.NotConfigured => HealthStatus.Healthy,
            HealthState.Degraded => HealthStatus.Degraded,
            _ => HealthStatus.Unhealthy,
        };
}
