using System.Diagnostics.Metrics;
using FinancialMcp.Application.Monitoring;
using static FinancialMcp.Application.Monitoring.Telemetry;

namespace FinancialMcp.Mcp.Telemetry;

/// <summary>The last look at the dependencies as a gauge; what is not configured has no series.</summary>
internal sealed class HealthFigures
{
    private readonly HealthMonitor monitor;

    public HealthFigures(IMeterFactory meters, HealthMonitor monitor)
    {
        this.monitor = monitor;
        meters
            .Create(MeterName)
            .CreateObservableGauge("health_status", Observe, description: "1 healthy, 0.5 degraded, 0 unhealthy.");
    }

    private IEnumerable<Measurement<double>> Observe() =>
        (monitor.Last?.Checks ?? [])
            .Where(check => check.State != HealthState.NotConfigured)
            .Select(check => new Measurement<double>(
                ValueOf(check.State),
                new KeyValuePair<string, object?>("check", check.Name)
            ));

    private static double ValueOf(HealthState state) =>
        state switch
        {
            HealthState.Healthy => 1,
            HealthState.Degraded => 0.5,
            _ => 0,
        };
}
