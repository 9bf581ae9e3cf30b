using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>What becomes of a trail whose database was restored from a backup, or emptied.</summary>
public abstract class EpochConformance : IAsyncLifetime
{
    private protected TrailHost Trail { get; private set; } = null!;

    private protected StoreHost Host => Trail.Host;

    public async ValueTask InitializeAsync() => Trail = new TrailHost(await CreateAsync());

    public async ValueTask DisposeAsync()
    {
        if (Trail is not null)
        {
            await Trail.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task The_first_epoch_begins_silently()
    {
        await Trail.SealAllAsync();

        var epoch = Assert.Single(await Trail.Ledger.EpochsAsync());
        Assert.Equal((1, 1, 0), (epoch.Number, epoch.FirstSeq, epoch.AfterSeal));
        Assert.Empty((await Host.Oversight.ReadAsync(TestContext.Current.CancellationToken)).Stops);
        Assert.Equal(0, await Host.CountAsync($"audit_event where code = {(int)AuditCode.EpochBegan}"));
    }

    [Fact]
    public async Task A_database_without_seals_that_were_anchored_goes_on_in_a_new_epoch_and_stops_everything()
    {
        await Host.Audit.AppendAsync(Samples.Event());
        await Trail.SealAllAsync();
        var kept = (await Trail.SealsAsync())[^1];
        await TellAsync();
        var lost = Lost(kept);
        await Trail.Anchor.TellAsync([lost.Note()]);
        await Host.Audit.AppendAsync(Samples.Event());
        await Trail.Ledger.DisposeAsync();

        // As a server that starts on the restored database.
        var sealer = Trail.SealerOf(Trail.Ledger, Trail.Keys);
        await sealer.RoundAsync();
        await Host.Audit.AppendAsync(Samples.Event());
        await SealAllAsync(sealer);

        var epochs = await Trail.Ledger.EpochsAsync();
        Assert.Equal(2, epochs.Count);
        Assert.Equal(lost.Number, epochs[1].AfterSeal);
        Assert.Equal(lost.Hash(), epochs[1].AfterHash);
        var seals = (await Trail.SealsAsync()).Where(seal => seal.Number > kept.Number).ToList();
        Assert.Equal(lost.Number + 1, seals[0].Number);
        Assert.Equal(lost.Hash(), seals[0].Previous);
        Assert.Equal((1, long.MaxValue), (seals[0].Epoch, seals[0].ToPosition));
        Assert.All(seals[1..], seal => Assert.Equal(2, seal.Epoch));
        Assert.Distinct(await Trail.SealedNumbersAsync());
        await AssertStoppedOnceAsync();

        // Once: a later start finds the epoch begun.
        await TellAsync();
        await Trail.Ledger.DisposeAsync();
        await SealAllAsync(Trail.SealerOf(Trail.Ledger, Trail.Keys));
        Assert.Equal(2, (await Trail.Ledger.EpochsAsync()).Count);
        await AssertStoppedOnceAsync();
    }

    [Fact]
    public async Task An_anchored_seal_that_is_another_one_in_the_database_begins_an_epoch_too()
    {
        await Host.Audit.AppendAsync(Samples.Event());
        await Trail.SealAllAsync();
        var last = (await Trail.SealsAsync())[^1];
        await Trail.Anchor.TellAsync([(last with { SealedAt = last.SealedAt + 1 }).Note()]);
        await Trail.Ledger.DisposeAsync();

        await SealAllAsync(Trail.SealerOf(Trail.Ledger, Trail.Keys));

        var epochs = await Trail.Ledger.EpochsAsync();
        Assert.Equal(2, epochs.Count);
        Assert.Equal(last.Hash(), epochs[1].AfterHash);
        await AssertStoppedOnceAsync();
    }

    private async Task AssertStoppedOnceAsync()
    {
        var stop = Assert.Single((await Host.Oversight.ReadAsync(TestContext.Current.CancellationToken)).Stops);
        Assert.Equal(StopScope.Everything, stop.Scope);
        Assert.Contains("audit verify", stop.Reason, StringComparison.Ordinal);
        Assert.Equal(1, await Host.CountAsync($"audit_event where code = {(int)AuditCode.EpochBegan}"));
    }

    private async Task SealAllAsync(FinancialMcp.Infrastructure.Audit.Sealer sealer) =>
        await Testing.Eventually.TrueAsync(
            async () => await sealer.RoundAsync() && await Trail.UnsealedAsync() == 0,
            TimeSpan.FromSeconds(30),
            "every record is sealed"
        );

    private async Task TellAsync()
    {
        var told = await Trail.Anchor.LastNoteAsync() is { } note ? Seal.Parse(note)!.Number : 0;
        await Trail.Anchor.TellAsync([.. (await Trail.Ledger.SealsAfterAsync(told, 1000)).Select(seal => seal.Note())]);
    }

    /// <summary>A seal that was made and anchored after the backup.</summary>
    private Seal Lost(Seal after)
    {
        var lost = after with
        {
            Number = after.Number + 1,
            Previous = after.Hash(),
            FromPosition = after.ToPosition,
            ToPosition = after.ToPosition + 5,
            Count = 2,
            FirstSeq = after.LastSeq + 1,
            LastSeq = after.LastSeq + 2,
        };
        return lost with { Signature = Trail.Keys.Sign(lost.Body()) };
    }

    private protected abstract Task<StoreHost> CreateAsync();
}

public sealed class EpochOnPostgresTests : EpochConformance
{
    [Fact]
    public async Task Nothing_is_written_into_a_cluster_that_the_trail_does_not_know_until_an_epoch_has_begun_there()
    {
        await Host.Audit.AppendAsync(Samples.Event());
        await Trail.SealAllAsync();

        // What a dump restored into another cluster looks like.
        await Host.ExecuteAsync(
            "alter table audit_epoch disable trigger all; update audit_epoch set system_id = 'another'; "
                + "alter table audit_epoch enable trigger all"
        );
        await using var restored = Host.Twin();
        await Assert.ThrowsAsync<Application.StoreUnavailableException>(() =>
            restored.Audit.AppendAsync(Samples.Event())
        );

        await Trail.Ledger.DisposeAsync();
        var sealer = Trail.SealerOf(Trail.Ledger, Trail.Keys);
        await sealer.RoundAsync();
        await restored.Audit.AppendAsync(Samples.Event());
        await Testing.Eventually.TrueAsync(
            async () => await sealer.RoundAsync() && await Trail.UnsealedAsync() == 0,
            TimeSpan.FromSeconds(30),
            "every record is sealed"
        );
        Assert.Equal(2, (await Trail.Ledger.EpochsAsync()).Count);
        Assert.Distinct(await Trail.SealedNumbersAsync());
    }

    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class EpochOnSqliteTests : EpochConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
