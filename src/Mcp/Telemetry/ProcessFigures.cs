using System.Diagnostics;
using System.Diagnostics.Metrics;
using FinancialMcp.Mcp.Hosting;
using static FinancialMcp.Application.Monitoring.Telemetry;

namespace FinancialMcp.Mcp.Telemetry;

/// <summary>Memory and processor use of this process, and when its certificate ends, as gauges.</summary>
internal sealed class ProcessFigures : IDisposable
{
    private readonly Process process = Process.GetCurrentProcess();
    private readonly TimeProvider time;
    private readonly Lock gate = new();
    private long lookedAt;
    private TimeSpan usedBefore;

    public ProcessFigures(IMeterFactory meters, Listeners listeners, TimeProvider time)
    {
        this.time = time;
        lookedAt = time.GetTimestamp();
        usedBefore = process.TotalProcessorTime;
        var meter = meters.Create(MeterName);
        meter.CreateObservableGauge(
            "process_memory_usage_bytes",
            () => Environment.WorkingSet,
            description: "Working set of the process."
        );
        var limit = MemoryLimit.Read();
        meter.CreateObservableGauge(
            "process_memory_limit_bytes",
            () => limit,
            description: "What the working set may come to: the control group's limit, else the machine's memory."
        );
        meter.CreateObservableGauge<double>(
            "tls_certificate_expires_timestamp_seconds",
            () => listeners.CertificateExpires is { } end ? [new(end.ToUnixTimeSeconds())] : [],
            description: "When the certificate that the admin port serves ends."
        );
        meter.CreateObservableGauge(
            "process_cpu_usage_percent",
            ProcessorShare,
            description: "Processor time used since the last scrape, of all processors together."
        );
    }

    public void Dispose() => process.Dispose();

    private double ProcessorShare()
    {
        lock (gate)
        {
            process.Refresh();
            var used = process.TotalProcessorTime;
            var elapsed = time.GetElapsedTime(lookedAt) * Environment.ProcessorCount;
            var share = elapsed > TimeSpan.Zero ? (used - usedBefore) / elapsed * 100 : 0;
            lookedAt = time.GetTimestamp();
            usedBefore = used;
            return Math.Round(Math.Clamp(share, 0, 100), 2);
        }
    }
}
