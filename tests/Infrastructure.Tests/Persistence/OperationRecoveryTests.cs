using System.Diagnostics.Metrics;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
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
    public async Task An_abandoned_operation_is_in_doubt_soon_after_its_lease_with_a_record_and_counted()
    {
        using var gauge = new InDoubtGauge(host.Services.GetRequiredService<IMeterFactory>());
        var operation = Samples.Operation();
        await host.Operations.ClaimAsync(operation, Samples.EventOf(operation), Samples.Lease);
        var recovery = Assert.Single(host.Services.GetServices<IHostedService>().OfType<OperationRecovery>());
        await recovery.StartAsync(Cancel);
        await Eventually.TrueAsync(() => gauge.Value == 0, Patience, "the first count is there");

        time.Advance(Samples.Lease - TimeSpan.FromSeconds(1));
        Assert.Equal(OperationState.Dispatching, (await host.Operations.FindAsync(operation.Id, Cancel))!.State);

        time.Advance(OperationRecovery.Pause + TimeSpan.FromSeconds(1));
        await Eventually.TrueAsync(() => gauge.Value == 1, Patience, "one operation is counted in doubt");
        await recovery.StopAsync(Cancel);

        var recovered = await host.Operations.FindAsync(operation.Id, Cancel);
        Assert.Equal(OperationState.InDoubt, recovered!.State);
        Assert.NotNull(recovered.DoubtSince);
        Assert.Equal(
            1,
            await host.CountAsync(
                $"audit_event where code = 206 and operation_id = '{operation.Id}' and state = 'in_doubt'"
            )
        );
    }

    /// <summary>What a scrape of the host's own meter would read.</summary>
    private sealed class InDoubtGauge : IDisposable
    {
        private readonly MeterListener listener = new();
        private int? read;

        internal InDoubtGauge(IMeterFactory meters)
        {
            var own = meters.Create(Telemetry.MeterName);
            listener.InstrumentPublished = (instrument, listening) =>
            {
                if (instrument.Name == "operations_in_doubt" && ReferenceEquals(instrument.Meter, own))
                {
                    listening.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<int>((_, value, _, _) => read = value);
            listener.Start();
        }

        internal int? Value
        {
            get
            {
                read = null;
                listener.RecordObservableInstruments();
                return read;
            }
        }

        public void Dispose() => listener.Dispose();
    }
}
