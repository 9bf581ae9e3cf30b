using Microsoft.Extensions.Logging;

namespace FinancialMcp.Application.Monitoring;

/// <summary>
/// Looks at the dependencies at most once a second, however many ask, and for at most three seconds. A look that fails
/// or hangs is an answer too: an unhealthy one.
/// </summary>
public sealed partial class HealthMonitor
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);
    private readonly IEnumerable<IDependencyHealth> dependencies;
    private readonly SharedReading<HealthLook> looks;
    private readonly TimeProvider time;
    private readonly ILogger<HealthMonitor> log;

    /// <summary>Of these dependencies.</summary>
    public HealthMonitor(IEnumerable<IDependencyHealth> dependencies, TimeProvider time, ILogger<HealthMonitor> log)
    {
        (this.dependencies, this.time, this.log) = (dependencies, time, log);
        looks = new SharedReading<HealthLook>(LookNowAsync, Freshness, time);
    }

    /// <summary>The last look that was finished; null before the first.</summary>
    public HealthLook? Last { get; private set; }

    /// <summary>A look at most a second old.</summary>
    public Task<HealthLook> LookAsync() => looks.ReadAsync();

    private async Task<HealthLook> LookNowAsync()
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        try
        {
            var checks = dependencies.Select(dependency => dependency.CheckAsync(deadline.Token));
            var found = await Task.WhenAll(checks).WaitAsync(Patience, time);
            Last = new HealthLook([.. found.SelectMany(one => one)]);
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
