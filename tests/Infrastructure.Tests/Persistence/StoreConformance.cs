namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>A suite that every database has to pass, each test on a database of its own.</summary>
public abstract class StoreConformance : IAsyncLifetime
{
    private protected StoreHost Host { get; private set; } = null!;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Host = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private protected abstract Task<StoreHost> CreateAsync();
}
