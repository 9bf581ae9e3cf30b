namespace FinancialMcp.Application.Monitoring;

/// <summary>What one look at the dependencies found, and what follows from it for the whole server.</summary>
public sealed class HealthLook
{
    private const string Redis = "redis";

    /// <summary>Without these no call can be answered: each is recorded before it is.</summary>
    private static readonly string[] Essential = ["database", "audit"];

    public HealthLook(IReadOnlyList<DependencyHealth> found)
    {
        Checks = found.Any(check => check.Name == Redis)
            ? found
            : [.. found, new DependencyHealth(Redis, HealthState.NotConfigured, null, null, null)];
        State =
            !Array.TrueForAll(Essential, IsUp) ? HealthState.Unhealthy
            : Checks.Any(check => check.State is HealthState.Unhealthy or HealthState.Degraded) ? HealthState.Degraded
            : HealthState.Healthy;
    }

    /// <summary>The look that failed as a whole: nothing is known, and unknown is not healthy.</summary>
    public static HealthLook Failed { get; } =
        new([
            .. Essential
                .Concat(["account_service", "transaction_service"])
                .Select(name => new DependencyHealth(name, HealthState.Unhealthy, null, null, "not known")),
        ]);

    /// <summary>Every dependency; Redis always, because operators ask for it.</summary>
    public IReadOnlyList<DependencyHealth> Checks { get; }

    /// <summary>Healthy, degraded (the bank is away; reads of our own still work) or unhealthy.</summary>
    public HealthState State { get; }

    /// <summary>Whether a replica may be sent calls: the bank's absence is the bank's, and no reason to take a replica out.</summary>
    public bool IsServing => State != HealthState.Unhealthy;

    /// <summary>Unknown is not up.</summary>
    private bool IsUp(string name) =>
        Checks.Any(check => check.Name == name && check.State is (HealthState.Healthy or HealthState.Degraded));

    public static bool IsEssential(DependencyHealth check) => Essential.Contains(check.Name);

    /// <summary>The guide's words.</summary>
    public static string WordFor(HealthState state) =>
        state switch
        {
            HealthState.Healthy => "healthy",
            HealthState.Degraded => "degraded",
            HealthState.NotConfigured => "not_configured",
            _ => "unhealthy",
        };
}
