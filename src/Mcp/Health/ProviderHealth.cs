using FinancialMcp.Admin;
using FinancialMcp.Application.Monitoring;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;

namespace FinancialMcp.Mcp.Health;

/// <summary>
/// Whether the identity provider of the people who work here answers with its metadata (OpenID Connect Discovery 1.0, 4). It is
/// somebody else's server: asked four times a minute, however many look. Its absence keeps people from signing in, and nothing else.
/// </summary>
internal sealed class ProviderHealth : IDependencyHealth
{
    internal const string Name = "identity_provider";
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private readonly SharedReading<DependencyHealth> readings;

    public ProviderHealth(IOptionsMonitor<OpenIdConnectOptions> options, TimeProvider time) =>
        readings = new SharedReading<DependencyHealth>(
            () => AskAsync(options.Get(ProviderOptions.Scheme), time),
            Freshness,
            time
        );

    /// <inheritdoc/>
    public async Task<IReadOnlyList<DependencyHealth>> CheckAsync(CancellationToken cancellationToken) =>
        [await readings.ReadAsync().WaitAsync(cancellationToken)];

    private static async Task<DependencyHealth> AskAsync(OpenIdConnectOptions provider, TimeProvider time)
    {
        using var deadline = new CancellationTokenSource(Patience, time);
        var started = time.GetTimestamp();
        var isThere = await AnswersAsync(provider, deadline.Token);
        return new DependencyHealth(
            Name,
            isThere ? HealthState.Healthy : HealthState.Degraded,
            time.GetElapsedTime(started),
            null,
            isThere ? null : "it does not answer, so nobody can sign in to these pages"
        );
    }

    private static async Task<bool> AnswersAsync(OpenIdConnectOptions provider, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await provider.Backchannel.GetAsync(provider.MetadataAddress, cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
