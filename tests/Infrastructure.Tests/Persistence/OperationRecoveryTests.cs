using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Operations;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>The service that concludes for those who cannot any more.</summary>
public sealed class OperationRecoveryTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly FakeTimeProvider time = new(TimeProvider.System.GetUtcNow());
    private StoreHost host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => host = await SqliteStoreHost.CreateAsync(time);

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task An_abandoned_operation_is_in_doubt_soon_after_its_lease_with_a_record()
    {
        var operation = Samples.Operation();
        await host.Operations.ClaimAsync(operation, Samples.EventOf(operation), Samples.Lease);
        using var recovery = ActivatorUtilities.CreateInstance<OperationRecovery>(host.Services);
        await recovery.StartAsync(Cancel);

        time.Advance(Samples.Lease - TimeSpan.FromSeconds(1));
        Assert.Equal(OperationState.Dispatching, (await host.Operations.FindAsync(operation.Id, Cancel))!.State);

        time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.TrueAsync(
            async () => await host.Operations.CountAsync(OperationState.InDoubt, Cancel) == 1,
            Patience,
            "one operation is in doubt"
        );
        await recovery.StopAsync(Cancel);

        var recovered = await host.Operations.FindAsync(operation.Id, Cancel);
        Assert.Equal(OperationState.InDoubt, recovered!.State);
        Assert.NotNull(recovered.DoubtSince);
        Assert.NotNull(recovered.NextProbeAt);
        Assert.NotNull(recovered.SentUntil);
        Assert.Equal(
            1,
            await host.CountAsync(
                $"audit_event where code = 206 and operation_id = '{operation.Id}' and state = 'in_doubt'"
            )
        );
    }
}
