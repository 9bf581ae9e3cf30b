using System.Diagnostics.Metrics;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Domain.Limits;

namespace FinancialMcp.Application.Operations;

/// <summary>Counts what limits refuse.</summary>
internal static class LimitRefusals
{
    private static readonly Counter<long> Refusals = Telemetry.Meter.CreateCounter<long>(
        "limit_refusals_total",
        description: "Changes that a limit of the policy had no room for."
    );

    public static void Count(LimitRefusal refusal) =>
        Refusals.Add(
            1,
            new KeyValuePair<string, object?>("period", refusal.Limit.Key.Period == LimitPeriod.Day ? "day" : "month")
        );
}
