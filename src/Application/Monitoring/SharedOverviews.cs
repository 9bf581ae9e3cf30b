using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Application.Monitoring;

/// <summary>How everything stands, read once a second for all open pages of this process together.</summary>
internal sealed class SharedOverviews(IServiceScopeFactory scopes, TimeProvider time)
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly Dictionary<FigureSpan, SharedReading<Overview>> readings = Enum.GetValues<FigureSpan>()
        .ToDictionary(
            span => span,
            span => new SharedReading<Overview>(() => ReadNowAsync(scopes, span), Freshness, time)
        );

    /// <summary>At most a second old. Throws <see cref="StoreUnavailableException"/>.</summary>
    public Task<Overview> ReadAsync(FigureSpan span, CancellationToken cancellationToken) =>
        readings[span].ReadAsync().WaitAsync(cancellationToken);

    /// <summary>For all who wait, so it ends for none of them who leaves.</summary>
    private static async Task<Overview> ReadNowAsync(IServiceScopeFactory scopes, FigureSpan span)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope
            .ServiceProvider.GetRequiredService<OverviewReading>()
            .ReadAsync(span, CancellationToken.None);
    }
}
