using System.Diagnostics.Metrics;
using FinancialMcp.Application.Monitoring;
using OpenTelemetry.Metrics;
using static FinancialMcp.Application.Monitoring.Telemetry;

namespace FinancialMcp.Mcp.Telemetry;

/// <summary>
/// Our meter in Prometheus's text on METRICS_PORT. The names of instruments are the names of series; other meters stay
/// out, because their labels hold what callers chose.
/// </summary>
internal static class MetricsServices
{
    private const string Path = "/metrics";

    private static readonly double[] ConnectionSeconds = [0.1, 1, 10, 60, 300, 1800, 3600];

    public static IServiceCollection AddServerMetrics(this IServiceCollection services)
    {
        services.AddSingleton<ProcessFigures>();
        services.AddSingleton<HealthFigures>();
        services
            .AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics
                    .AddMeter(MeterName)
                    .AddView(BucketsOf)
                    .AddPrometheusExporter(options =>
                    {
                        options.ScopeInfoEnabled = false;
                        options.TargetInfoEnabled = false;
                        options.ScrapeResponseCacheDurationMilliseconds = 0;
                    })
            );
        return services;
    }

    /// <summary>Serves the scrape, with the health that it reports freshly looked at.</summary>
    public static void UseServerMetrics(this IApplicationBuilder app)
    {
        // Gauges of these two exist once they do.
        app.ApplicationServices.GetRequiredService<ProcessFigures>();
        app.ApplicationServices.GetRequiredService<HealthFigures>();
        var monitor = app.ApplicationServices.GetRequiredService<HealthMonitor>();
        app.UseWhen(
            context => context.Request.Path == Path,
            scrape =>
                scrape.Use(
                    async (context, next) =>
                    {
                        await monitor.LookAsync();
                        await next(context);
                    }
                )
        );
        app.UseOpenTelemetryPrometheusScrapingEndpoint(Path);
    }

    private static MetricStreamConfiguration? BucketsOf(Instrument instrument) =>
        instrument.Name switch
        {
            "mcp_connection_duration_seconds" => new ExplicitBucketHistogramConfiguration
            {
                Boundaries = ConnectionSeconds,
            },
            { } name when name.EndsWith("_duration_seconds", StringComparison.Ordinal) =>
                new ExplicitBucketHistogramConfiguration { Boundaries = [.. DurationBuckets.Seconds] },
            _ => null,
        };
}
