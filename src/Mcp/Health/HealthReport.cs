using System.Globalization;

namespace FinancialMcp.Mcp.Health;

/// <summary>The body of <c>/health</c>, member for member as the deployment guide shows it.</summary>
/// <param name="Status">healthy, degraded or unhealthy.</param>
/// <param name="Timestamp">UTC, to the second.</param>
/// <param name="Version">VERSION, or what was built.</param>
/// <param name="Environment">development, staging or production.</param>
/// <param name="Checks">healthy, degraded, unhealthy or not_configured, by dependency.</param>
/// <param name="Metrics">Figures of the process.</param>
internal sealed record HealthReport(
    string Status,
    string Timestamp,
    string Version,
    string Environment,
    IReadOnlyDictionary<string, string> Checks,
    HealthReportMetrics Metrics
)
{
    public static string TimestampOf(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

/// <summary>The figures of <c>/health</c>.</summary>
/// <param name="Uptime">Whole seconds since the process was started.</param>
/// <param name="MemoryUsage">Working set, such as <c>256MB</c> (of 1024² bytes).</param>
/// <param name="ActiveConnections">Open TCP connections on PORT, the asking one included.</param>
internal sealed record HealthReportMetrics(long Uptime, string MemoryUsage, int ActiveConnections);

/// <summary>The body of <c>/ready</c>.</summary>
/// <param name="Status">ready, draining or not_ready.</param>
/// <param name="Checks">What readiness rests on.</param>
internal sealed record ReadyReport(string Status, IReadOnlyDictionary<string, string> Checks);

/// <summary>The body of <c>/live</c>.</summary>
internal sealed record LiveReport(string Status);
