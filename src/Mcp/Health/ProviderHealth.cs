using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Mcp.Health;

/// <summary>
/// Whether an identity provider answers with its metadata (OpenID Connect Discovery 1.0, 4). It is somebody else's server: asked four
/// times a minute, however many look.
/// </summary>
internal sealed class ProviderHealth : IDependencyHealth
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly SharedReading<DependencyHealth> readings;

    /// <param name="name">What the check is called.</param>
    /// <param name="problem">Asks it: what is wrong, as the rest of a sentence, or null.</param>
    /// <param name="time">What its freshness is measured by.</param>
    public ProviderHealth(string name, Func<CancellationToken, Task<string?>> problem, TimeProvider time) =>
        readings = new SharedReading<DependencyHealth>(() => AskAsync(name, problem, time), Freshness, time);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DependencyHealth>> CheckAsync(CancellationToken cancellationToken) =>
        [await readings.ReadAsync().WaitAsync(cancellationToken)];

    /// <summary>Whether there is an answer at an address.</summary>
    public static async Task<bool> AnswersAsync(HttpClient channel, string address, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await channel.GetAsync(address, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<DependencyHealth> AskAsync(
        string name,
        Func<CancellationToken, Task<string?>> problem,
        TimeProvider time
    )
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        var started = time.GetTimestamp();
        string? found;
        try
        {
            found = await problem(deadline.Token);
        }
        catch (OperationCanceledException)
        {
            found = "it does not answer in time";
        }

        return new DependencyHealth(
            name,
            found is null ? HealthState.Healthy : HealthState.Degraded,
            time.GetElapsedTime(started),
            null,
            found
        );
    }
}
