using Microsoft.Extensions.Logging;

namespace FinancialMcp.Application.Monitoring;

/// <summary>
/// Looks at the dependencies at most once a second, however many ask, and for at most three seconds. A look that fails
/// or hangs is an answer too: an unhealthy one.
/// </summary>
public sealed partial class HealthMonitor(
    IEnumerable<IDependencyHealth> dependencies,
    TimeProvider time,
    ILogger<HealthMonitor> log
)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly Lock gate = new();
    private Task<HealthLook>? look;
    private long lookedAt;

    /// <summary>The last look that was finished; null before the first.</summary>
    public HealthLook? Last { get; private set; }

    /// <summary>A look at most a second old.</summary>
    public Task<HealthLook> LookAsync()
    {
        lock (gate)
        {
            if (look is null || (look.IsCompleted && time.GetElapsedTime(lookedAt) >= Freshness))
            {
                lookedAt = time.GetTimestamp();
                look = LookNowAsync();
            }

            return look;
        }
    }

    private async Task<HealthLook> LookNowAsync()
    {
        // Whoever asks first must not wait inside the lock for code that runs before its first await.
        await Task.Yield();
        using var deadline = new CancellationTokenSource(Patience, time);
        try
        {
            var looks = dependencies.Select(dependency => dependency.CheckAsync(deadline.Token));
            var found = await Task.WhenAll(looks).WaitAsync(Patience, time);
            Last = new HealthLook([.. found.SelectMany(checks => checks)]);
        }
        catch (Exception failure)
        {
            HealthCheckFailed(failure);
            Last = HealthLook.Failed;
        }

        return Last;
    }

    [LoggerMessage(120, LogLevel.Error, "The dependencies could not be looked at")]
    private partial void HealthCheckFailed(Exception failure);
}
