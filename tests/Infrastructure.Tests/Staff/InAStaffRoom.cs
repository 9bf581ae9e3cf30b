using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Staff;

/// <summary>Tests of who works here, each in a room of its own on a database of its own.</summary>
public abstract class InAStaffRoom : IAsyncLifetime
{
    private protected StaffRoom Room { get; private set; } = null!;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Room = RoomOn(await CreateAsync());
        await PrepareAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (Room is not null)
        {
            await Room.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    private protected abstract Task<StoreHost> CreateAsync();

    private protected virtual StaffRoom RoomOn(StoreHost host) => new(host);

    /// <summary>Who is there before the test begins.</summary>
    private protected virtual Task PrepareAsync() => Task.CompletedTask;
}
