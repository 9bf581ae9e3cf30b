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

    private readonly string name;
    private readonly string consequence;

    /// <param name="name">What the check is called.</param>
    /// <param name="consequence">What its absence keeps from working, as the rest of a sentence.</param>
    /// <param name="provider">What it is asked through, and where its metadata is.</param>
    /// <param name="time">What its freshness is measured by.</param>
    public ProviderHealth(
        string name,
        string consequence,
        Func<(HttpClient Channel, string Address)> provider,
        TimeProvider time
    )
    {
        this.name = name;
        this.consequence = consequence;
        readings = new SharedReading<DependencyHealth>(() => AskAsync(provider(), time), Freshness, time);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DependencyHealth>> CheckAsync(CancellationToken cancellationToken) =>
        [await readings.ReadAsync().WaitAsync(cancellationToken)];

    private async Task<DependencyHealth> AskAsync((HttpClient Channel, string Address) provider, TimeProvider time)
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        var started = time.GetTimestamp();
        var isThere = await AnswersAsync(provider, deadline.Token);
        return new DependencyHealth(
            name,
            isThere ? HealthState.Healthy : HealthState.Degraded,
            time.GetElapsedTime(started),
            null,
            isThere ? null : $"it does not answer, so {consequence}"
        );
    }

    private static async Task<bool> AnswersAsync(
        (HttpClient Channel, string Address) provider,
        CancellationToken cancellationToken
    )
    {
        try
        {
            using var answer = await provider.Channel.GetAsync(provider.Address, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
