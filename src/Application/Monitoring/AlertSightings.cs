namespace FinancialMcp.Application.Monitoring;

/// <summary>
/// Remembers when a condition without a history of its own was first seen, for as long as every look finds it again.
/// </summary>
internal sealed class AlertSightings
{
    private readonly Lock gate = new();
    private Dictionary<(AlertCondition, string?), DateTimeOffset> seen = [];

    /// <summary>The alerts with the time of their first sighting; what is not among them is forgotten.</summary>
    public IReadOnlyList<Alert> Date(IReadOnlyList<Alert> firing, DateTimeOffset now)
    {
        lock (gate)
        {
            seen = firing.ToDictionary(
                alert => (alert.Condition, alert.Subject),
                alert => seen.GetValueOrDefault((alert.Condition, alert.Subject), now)
            );
            return [.. firing.Select(alert => alert with { Since = seen[(alert.Condition, alert.Subject)] })];
        }
    }
}
