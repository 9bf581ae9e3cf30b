using System.Diagnostics;
using FinancialMcp.Mcp.Configuration;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace FinancialMcp.Mcp.Telemetry;

/// <summary>
/// Traces and metrics by OTLP, where OTEL_EXPORTER_OTLP_ENDPOINT names a collector: one trace from the agent's traceparent through
/// the tool, the database and the bank. Without it nothing is traced.
/// </summary>
internal static class TraceServices
{
    private const string TracesPath = "v1/traces";
    private const string MetricsPath = "v1/metrics";

    /// <summary>Our own spans: one for each tool call.</summary>
    public static ActivitySource Source { get; } = new(Application.Monitoring.Telemetry.MeterName);

    public static IServiceCollection AddTraces(this IServiceCollection services, Settings settings)
    {
        if (settings.Collector is not { } collector)
        {
            return services;
        }

        services
            .AddOpenTelemetry()
            .WithTracing(traces =>
                traces
                    .AddAspNetCoreInstrumentation()
                    .AddSource(Source.Name, "System.Net.Http", "Npgsql")
                    .AddProcessor(new AddressesWithoutPaths())
                    .AddOtlpExporter(options => Configure(options, collector, TracesPath))
            )
            .WithMetrics(metrics => metrics.AddOtlpExporter(options => Configure(options, collector, MetricsPath)));
        return services;
    }

    /// <summary>Begins the span of a tool call; null where nobody traces.</summary>
    public static Activity? Begin(string tool) =>
        Source
            .StartActivity($"tools/call {tool}", ActivityKind.Internal)
            ?.SetTag("mcp.method.name", "tools/call")
            .SetTag("gen_ai.tool.name", tool);

    private static void Configure(OtlpExporterOptions options, CollectorSettings collector, string path)
    {
        options.Protocol = collector.IsHttp ? OtlpExportProtocol.HttpProtobuf : OtlpExportProtocol.Grpc;
        options.Endpoint = collector.IsHttp
            ? new Uri($"{collector.Endpoint.AbsoluteUri.TrimEnd('/')}/{path}")
            : collector.Endpoint;
        options.Headers = collector.Headers?.Reveal();
    }

    /// <summary>
    /// Addresses hold account numbers and the ids of records, and a collector is no place for them: of the bank's the host is told, of
    /// ours the route.
    /// </summary>
    private sealed class AddressesWithoutPaths : BaseProcessor<Activity>
    {
        private const string Address = "url.full";
        private const string Path = "url.path";

        public override void OnEnd(Activity data)
        {
            if (data.GetTagItem(Address) is string text && Uri.TryCreate(text, UriKind.Absolute, out var url))
            {
                data.SetTag(Address, url.GetLeftPart(UriPartial.Authority));
            }

            data.SetTag("url.query", null);
            if (data.GetTagItem(Path) is not null)
            {
                data.SetTag(Path, data.GetTagItem("http.route"));
            }
        }
    }
}
