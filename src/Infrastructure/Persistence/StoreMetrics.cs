using System.Diagnostics.Metrics;
using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>What the stores count.</summary>
internal static class StoreMetrics
{
    private static readonly Counter<long> Events = Telemetry.Meter.CreateCounter<long>(
        "audit_events_total",
        description: "Audit records committed."
    );

    private static readonly Counter<long> AppendFailures = Telemetry.Meter.CreateCounter<long>(
        "audit_append_failures_total",
        description: "Writes carrying an audit record that were not known to be committed."
    );

    internal static void Recorded() => Events.Add(1);

    internal static void NotRecorded() => AppendFailures.Add(1);
}
