using System.Diagnostics.Metrics;

namespace FinancialMcp.Application.Monitoring;

/// <summary>
/// The meter that every instrument of ours hangs on. Instruments stand beside the code that feeds them and carry the
/// full Prometheus name; labels come from closed vocabularies only.
/// </summary>
public static class Telemetry
{
    public const string MeterName = "FinancialMcp";

    public static Meter Meter { get; } = new(MeterName);
}
