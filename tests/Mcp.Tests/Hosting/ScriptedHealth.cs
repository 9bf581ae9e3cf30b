using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Mcp.Tests.Hosting;

/// <summary>Dependencies that are as the test says, and count how often they are looked at.</summary>
internal sealed class ScriptedHealth : IDependencyHealth
{
    private int looks;

    public int Looks => Volatile.Read(ref looks);

    public Func<CancellationToken, Task<IReadOnlyList<DependencyHealth>>>? Behaviour { get; set; }

    public Dictionary<string, HealthState> States { get; } =
        new(StringComparer.Ordinal)
        {
            ["database"] = HealthState.Healthy,
            ["account_service"] = HealthState.Healthy,
            ["transaction_service"] = HealthState.Healthy,
            ["audit"] = HealthState.Healthy,
        };

    public Task<IReadOnlyList<DependencyHealth>> CheckAsync(CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref looks);
        return Behaviour is { } behaviour
            ? behaviour(cancellationToken)
            : Task.FromResult<IReadOnlyList<DependencyHealth>>([
                .. States.Select(state => new DependencyHealth(
                    state.Key,
                    state.Value,
                    TimeSpan.FromMilliseconds(1.5),
                    null,
                    null
                )),
            ]);
    }
}
