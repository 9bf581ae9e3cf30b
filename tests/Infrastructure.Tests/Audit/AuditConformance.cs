using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>What reading the trail promises on every database, each test on one of its own.</summary>
public abstract class AuditConformance : IAsyncLifetime
{
    private protected StoreHost Host { get; private set; } = null!;

    private protected AuditDesk Desk { get; private set; } = null!;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Host = await CreateAsync();
        Desk = new AuditDesk(Host);
    }

    public async ValueTask DisposeAsync()
    {
        if (Desk is not null)
        {
            await Desk.DisposeAsync();
        }

        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private protected abstract Task<StoreHost> CreateAsync();
}
