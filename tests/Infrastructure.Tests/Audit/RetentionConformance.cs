using System.IO.Compression;
using System.Security.Cryptography;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Keeping;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>How records are kept, held and removed, on either database.</summary>
public abstract class RetentionConformance : IAsyncLifetime
{
    private protected TrailHost Trail { get; private set; } = null!;

    private protected StoreHost Host => Trail.Host;

    private protected static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private protected static DateTimeOffset Old { get; } =
        RetentionPeriods.MonthOf(TimeProvider.System.GetUtcNow().AddYears(-8));

    private IRetentionStore Store => Host.Services.GetRequiredService<IRetentionStore>();

    private MonthRemoval Removal => Host.Services.GetRequiredService<MonthRemoval>();

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
    public async Task Holds_and_removals_are_read_back_as_they_were_written_each_with_its_record()
    {
        var now = DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        var hold = new LegalHold(Guid.CreateVersion7(), "Case ✓", "why", Old, Old.AddDays(3), "ada", now, null);
        Assert.True(await Store.PlaceAsync(hold, Samples.Event(AuditCode.LegalHoldPlaced)));
        Assert.Equal([hold], await Store.HoldsAsync(Cancel));
        var lift = new HoldLift("bea", now, "over");
        Assert.True(await Store.LiftAsync(hold.Id, lift, Samples.Event(AuditCode.LegalHoldLifted)));
        Assert.False(await Store.LiftAsync(hold.Id, lift, Samples.Event(AuditCode.LegalHoldLifted)));
        Assert.Equal([hold with { Lifted = lift }], await Store.HoldsAsync(Cancel));

        var drop = Drop(Retention.Money);
        Assert.True(await Store.RequestAsync(drop, Samples.Event(AuditCode.DropRequested)));
        Assert.False(
            await Store.RequestAsync(drop with { Id = Guid.CreateVersion7() }, Samples.Event(AuditCode.DropRequested))
        );
        Assert.False(await Store.ConfirmAsync(drop.Id, "ada", now, Samples.Event(AuditCode.DropConfirmed)));
        Assert.True(await Store.ConfirmAsync(drop.Id, "bea", now, Samples.Event(AuditCode.DropConfirmed)));
        Assert.False(await Store.ConfirmAsync(drop.Id, "cyd", now, Samples.Event(AuditCode.DropConfirmed)));
        Assert.Equal([drop with { ConfirmedBy = "bea", ConfirmedAt = now }], await Store.DropsAsync(Cancel));
        Assert.Equal(4, await Host.CountAsync("audit_event"));
    }

    [Fact]
    public async Task A_month_is_archived_and_removed_and_what_remains_is_still_sealed()
    {
        await AgeAsync(3);
        await Trail.SealAllAsync(Old.AddDays(2));
        await Host.Audit.AppendAsync(Samples.Event());
        await SealAndAnchorAsync();
        Assert.Equal(Old.AddDays(1), (await Store.OldestAsync(Cancel))[Retention.Other]);
        Assert.Equal(3, await Store.CountAsync(Retention.Other, Old, 4, Cancel));
        Assert.Equal(2, await Store.CountAsync(Retention.Other, Old, 2, Cancel));
        Assert.Equal(0, await Store.CountAsync(Retention.Money, Old, 4, Cancel));
        Assert.Equal(0, await Store.CountAsync(Retention.Other, Old.AddMonths(1), 4, Cancel));
        var drop = await AgreedAsync(Retention.Other);
        using var folder = new TemporaryFolder();

        var done = await Removal.RunAsync(drop.Id, folder.Path, "root", Cancel);

        Assert.Equal(3, done.Records);
        var archive = Path.Combine(folder.Path, done.Archive);
        Assert.Equal(
            done.ArchiveSha256,
            Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(archive, Cancel)))
        );
        Assert.Equal([archive], Directory.GetFiles(folder.Path));
        await using (var zip = new GZipStream(File.OpenRead(archive), CompressionMode.Decompress))
        using (var lines = new StreamReader(zip))
        {
            var text = await lines.ReadToEndAsync(Cancel);
            Assert.Equal(3, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        }

        Assert.Equal(0, await Host.CountAsync($"audit_event where recorded_at < {Literal(Old.AddMonths(1))}"));
        Assert.Equal(1, await Host.CountAsync($"audit_event where code = {(int)AuditCode.RecordsDropped}"));
        var told = Assert.Single(await Store.DropsAsync(Cancel)).Done!;
        Assert.Equal((3, done.Archive, done.ArchiveSha256), (told.Records, told.Archive, told.ArchiveSha256));
        Assert.True((await Trail.SealedNumbersAsync()).Count >= 4);
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Host.ExecuteAsync("delete from audit_event"));

        // Again: nothing more happens.
        Assert.Equal(3, (await Removal.RunAsync(drop.Id, folder.Path, "root", Cancel)).Records);

        await Trail.SealAllAsync();
        var report = await Trail.VerifyAsync();
        Assert.Empty(report.Findings);
        Assert.Equal(await Host.CountAsync("audit_event"), report.Records);
    }

    [Fact]
    public async Task What_is_not_agreed_on_not_over_held_or_not_sealed_is_not_removed()
    {
        await AgeAsync(2);
        using var folder = new TemporaryFolder();
        await RefusedAsync(Guid.CreateVersion7(), "Nobody asked", folder.Path);

        var drop = Drop(Retention.Other);
        await Store.RequestAsync(drop, Samples.Event(AuditCode.DropRequested));
        await RefusedAsync(drop.Id, "second person", folder.Path);
        await Store.ConfirmAsync(drop.Id, "bea", drop.RequestedAt, Samples.Event(AuditCode.DropConfirmed));
        await RefusedAsync(drop.Id, "not sealed and anchored", folder.Path);
        await Trail.SealAllAsync();
        await RefusedAsync(drop.Id, "not sealed and anchored", folder.Path);
        await SealAndAnchorAsync();

        var hold = new LegalHold(Guid.CreateVersion7(), "Case 9", "why", Old.AddDays(9), null, "ada", Old, null);
        await Store.PlaceAsync(hold, Samples.Event(AuditCode.LegalHoldPlaced));
        await RefusedAsync(drop.Id, "Case 9", folder.Path);
        Assert.Equal(2, await Host.CountAsync($"audit_event where recorded_at < {Literal(Old.AddMonths(1))}"));

        await Store.LiftAsync(hold.Id, new HoldLift("ada", Old, "over"), Samples.Event(AuditCode.LegalHoldLifted));
        await SealAndAnchorAsync();
        Assert.Equal(2, (await Removal.RunAsync(drop.Id, folder.Path, "root", Cancel)).Records);
    }

    private async Task RefusedAsync(Guid drop, string why, string folder)
    {
        var refusal = await Assert.ThrowsAsync<AppException>(() => Removal.RunAsync(drop, folder, "root", Cancel));
        Assert.Contains(why, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("Nothing was removed", refusal.Message, StringComparison.Ordinal);
    }

    private async Task<MonthDrop> AgreedAsync(Retention retention)
    {
        var drop = Drop(retention);
        Assert.True(await Store.RequestAsync(drop, Samples.Event(AuditCode.DropRequested)));
        Assert.True(await Store.ConfirmAsync(drop.Id, "bea", drop.RequestedAt, Samples.Event(AuditCode.DropConfirmed)));
        return drop;
    }

    private static MonthDrop Drop(Retention retention) =>
        new(
            Guid.CreateVersion7(),
            retention,
            Old,
            "old enough",
            "ada",
            DateTimeOffset.FromUnixTimeMilliseconds(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds()),
            null,
            null,
            null
        );

    private async Task SealAndAnchorAsync()
    {
        await Trail.SealAllAsync();
        var last = (await Trail.SealsAsync())[^1].Number;
        await Trail.Ledger.AnchoredAsync("file", last, TimeProvider.System.GetUtcNow());
    }

    /// <summary>Records of a month long past, as only the owner of the tables can write them.</summary>
    private protected abstract Task AgeAsync(int records);

    private protected abstract string Literal(DateTimeOffset time);

    private protected abstract Task<StoreHost> CreateAsync();
}

public sealed class RetentionOnPostgresTests : RetentionConformance
{
    private protected override async Task AgeAsync(int records)
    {
        var name = $"audit_event_other_{Old:yyyy_MM}";
        await Host.ExecuteAsync(
            $"""
            create table {name} partition of audit_event_other for values from ('{Old:u}') to ('{Old.AddMonths(1):u}');
            insert into audit_event (id, schema_version, retention, code, request_id, decision, build, record, mac_key_id, mac,
                recorded_at)
            select gen_random_uuid(), 1, 2, 100, 'old', 'none', 'test', '{"{}"}', 'm-test', decode(repeat('00', 32), 'hex'),
                {Literal(Old.AddDays(1))} + at * interval '1 second' from generate_series(0, {records - 1}) as at
            """
        );
    }

    private protected override string Literal(DateTimeOffset time) => $"'{time:u}'::timestamptz";

    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class RetentionOnSqliteTests : RetentionConformance
{
    private protected override async Task AgeAsync(int records)
    {
        for (var at = 0; at < records; at++)
        {
            await Host.ExecuteAsync(
                $"""
                insert into audit_event (id, schema_version, retention, code, request_id, decision, build, record, mac_key_id,
                    mac, recorded_at)
                values ('{Guid.CreateVersion7()}', 1, 2, 100, 'old', 'none', 'test', x'7b7d', 'm-test', zeroblob(32),
                    {Literal(Old.AddDays(1).AddSeconds(at))})
                """
            );
        }
    }

    private protected override string Literal(DateTimeOffset time) =>
        (time.ToUnixTimeMilliseconds() * 1000).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
