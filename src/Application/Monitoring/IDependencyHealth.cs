namespace FinancialMcp.Application.Monitoring;

/// <summary>How a dependency stands.</summary>
public enum HealthState
{
    Healthy,
    Degraded,
    Unhealthy,
    NotConfigured,
}

/// <summary>One dependency as last looked at.</summary>
/// <param name="Name">database, account_service, transaction_service, redis, audit, identity_provider, token_issuer.</param>
/// <param name="State">How it stands.</param>
/// <param name="Latency">How long the look took; null when it was not asked.</param>
/// <param name="Breaker">closed, open or half_open, where there is a breaker.</param>
/// <param name="Detail">A short safe reason; never an exception's text, a host or a path.</param>
public sealed record DependencyHealth(
    string Name,
    HealthState State,
    TimeSpan? Latency,
    string? Breaker,
    string? Detail
);

/// <summary>Asks what we depend on. Cheap under polling: an answer is reused for a second.</summary>
public interface IDependencyHealth
{
    Task<IReadOnlyList<DependencyHealth>> CheckAsync(CancellationToken cancellationToken);
}
