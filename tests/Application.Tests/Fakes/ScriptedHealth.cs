using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>Dependencies that stand as the test says.</summary>
internal sealed class ScriptedHealth : IDependencyHealth
{
    private readonly Dictionary<string, DependencyHealth> states = new(StringComparer.Ordinal);

    public ScriptedHealth()
    {
        foreach (var name in new[] { "database", "audit", "account_service", "transaction_service" })
        {
            Set(name, HealthState.Healthy);
        }
    }

    public void Set(string name, HealthState state, string? breaker = null) =>
        states[name] = new DependencyHealth(name, state, TimeSpan.FromMilliseconds(3), breaker, null);

    public Task<IReadOnlyList<DependencyHealth>> CheckAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<DependencyHealth>>([.. states.Values]);
}
