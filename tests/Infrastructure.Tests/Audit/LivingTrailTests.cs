using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Audit.Verification;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;
using static FinancialMcp.Application.Audit.Verification.FindingClass;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>Trails that went through what trails go through: nothing is found that nobody did.</summary>
public sealed class LivingTrailTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private AuditOptions Options =>
        new() { Directory = folder.Path, MacKeyFile = Path.Combine(StoreHost.Keys.Path, "audit-mac.key") };

    [Fact]
    public async Task A_transaction_that_commits_late_is_sealed_late()
    {
        await using var host = await PostgresStoreHost.CreateAsync();
        await using var trail = new SealedTrail(host);
        await trail.WriteAsync(payments: 2);
        await using var late = await host.ConnectAsync();
        await using var insert = late.CreateCommand();
        insert.CommandText = "begin; " + InsertCopy;
        await insert.ExecuteNonQueryAsync(Cancel);
        await trail.WriteAsync(payments: 2);
        insert.CommandText = "commit";
        await insert.ExecuteNonQueryAsync(Cancel);
        await trail.SealAsync();

        var report = await VerifyAsync(host);

        // The record is a copy of another one: only its id column tells.
        Assert.Equal([ColumnMismatch], report.Findings.Select(group => group.Class));
        Assert.Equal(1, report.FindingCount);
    }

    [Fact]
    public async Task Records_that_wait_for_their_seal_are_counted()
    {
        await using var host = await SqliteStoreHost.CreateAsync();
        await using var trail = new SealedTrail(host);
        await trail.WriteAsync(payments: 2);
        await trail.SealAsync();
        await host.Audit.AppendAsync(Samples.Event());

        var report = await VerifyAsync(host);

        Assert.Empty(report.Findings);
        Assert.Equal(1, report.Waiting);
    }

    [Fact]
    public async Task What_a_killed_writer_leaves_is_whole()
    {
        var (writer, _) = await ManagedProcess.StartAsync(
            typeof(Program).Assembly.Location,
            [Program.AppendForever, folder.Path],
            [],
            EmbeddedWriter.Ready
        );
        await using (writer)
        {
            var answered = new FileInfo(Path.Combine(folder.Path, EmbeddedWriter.Notes));
            await Eventually.TrueAsync(
                () =>
                {
                    answered.Refresh();
                    return answered is { Exists: true, Length: > 4000 };
                },
                TimeSpan.FromSeconds(30),
                "a hundred records are written"
            );
            await writer.KillAsync();
        }

        await using var host = await SqliteStoreHost.OpenAsync(folder.Path);
        await using var trail = new SealedTrail(host);
        await trail.SealAsync();

        var report = await VerifyAsync(host);

        Assert.Empty(report.Findings);
        Assert.True(report.Records >= 100);
    }

    /// <summary>What the backup lacks is missing, by number; the chain goes on over it, and nothing else is wrong.</summary>
    [Fact]
    public async Task After_a_restore_only_what_the_backup_lacks_is_found()
    {
        var backup = Directory.CreateDirectory(Path.Combine(folder.Path, "backup")).FullName;
        var anchor = new FileAnchor(Path.Combine(folder.Path, "anchors.jsonl"));
        await using (var host = await SqliteStoreHost.OpenAsync(folder.Path))
        {
            await using var trail = new SealedTrail(host, anchor);
            await trail.WriteAsync(payments: 2);
            await trail.SealAsync();
            await host.ExecuteAsync($"vacuum into '{EmbeddedFile.PathIn(backup)}'");
        }

        IReadOnlyList<string> notes;
        await using (var host = await SqliteStoreHost.OpenAsync(folder.Path))
        {
            await using var trail = new SealedTrail(host, anchor);
            await trail.WriteAsync(payments: 1);
            await trail.SealAsync();
            await trail.WriteAsync(payments: 1);
            await trail.SealAsync();
            notes = await trail.NotesAsync();
            await anchor.TellAsync(notes);
        }

        await using (var host = await SqliteStoreHost.OpenAsync(backup))
        {
            await using var trail = new SealedTrail(host, anchor);
            await trail.WriteAsync(payments: 2);
            await trail.SealAsync();
            notes = [.. notes, .. (await trail.NotesAsync()).Where(note => !notes.Contains(note))];
            await anchor.TellAsync(notes);

            var report = await VerifyAsync(host, notes.OrderBy(note => Seal.Parse(note)!.Number));

            var missing = Assert.Single(report.Findings);
            var lost = Seal.Parse(notes[1])!;
            Assert.Equal(
                (Missing, notes.Skip(1).Take(2).Sum(note => Seal.Parse(note)!.Count), lost.Number, lost.FirstSeq),
                (missing.Class, missing.Count, missing.First.Seal, missing.First.Seq)
            );
            Assert.Contains(
                $"{lost.Count} records, numbered {lost.FirstSeq} to {lost.LastSeq}",
                missing.First.What,
                StringComparison.Ordinal
            );
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_verification_is_kept_with_its_record(bool isPostgres)
    {
        await using var host = isPostgres ? await PostgresStoreHost.CreateAsync() : await SqliteStoreHost.CreateAsync();
        await using var trail = new SealedTrail(host);
        await trail.WriteAsync(payments: 1);
        await trail.SealAsync();
        var report = await VerifyAsync(host);
        if (!isPostgres)
        {
            Assert.NotNull(
                await AuditVerification.KeepAsync(host.Options, Options, report, "ann", TimeProvider.System)
            );
            await host.StopAsync();
        }

        Assert.Null(await AuditVerification.KeepAsync(host.Options, Options, report, "ann", TimeProvider.System));

        var kept = await host.SingleAsync("select * from audit_verification");
        Assert.Equal("ann", kept["run_by"]);
        Assert.Equal(report.Records, Convert.ToInt64(kept["records"], null));
        Assert.Equal(1, await host.CountAsync($"audit_event where code = {(int)AuditCode.AuditVerified}"));
        var again = await AuditVerification.OfDatabaseAsync(
            host.Options,
            Options,
            new VerificationFiles(),
            TimeProvider.System,
            Cancel
        );
        Assert.Empty(again.Findings);
        Assert.Equal(report.Records + 1, again.Records);
    }

    [Fact]
    public async Task The_server_verifies_its_own_trail_and_lists_what_came_of_it()
    {
        await using var host = await SqliteStoreHost.CreateAsync();
        await using var trail = new SealedTrail(host);
        await trail.WriteAsync(payments: 1);
        await trail.SealAsync();
        var verification = ActivatorUtilities.CreateInstance<TrailVerification>(host.Services, Options);

        var report = await verification.VerifyAsync(new Progress<long>(), Cancel);
        var kept = new KeptVerification(Guid.CreateVersion7(), "ann", report);
        await verification.KeepAsync(kept, Samples.Event(AuditCode.AuditVerified));

        var listed = Assert.Single(await verification.ListAsync(10, Cancel));
        Assert.Equal((kept.Id, kept.RunBy, report.Records), (listed.Id, listed.RunBy, listed.Report.Records));
        Assert.Equal(report.NotChecked, listed.Report.NotChecked);
    }

    public void Dispose() => folder.Dispose();

    private static readonly string InsertCopy =
        $"insert into audit_event ({Names}) select gen_random_uuid(), {string.Join(", ", Columns.Skip(1))} from audit_event where code = 100 limit 1";

    private static string Names => string.Join(", ", Columns.Select(name => name));

    private static IEnumerable<string> Columns =>
        Infrastructure.Persistence.Writing.Columns.AuditEvent.Select(column => column.Name);

    private static async Task<VerificationReport> VerifyAsync(StoreHost host, IEnumerable<string>? notes = null)
    {
        using var keys = new TrustedKeys([TrailTemplate.Keys.PublicKey]);
        await using var source = await TrailTemplate.OpenAsync(host.Options);
        return await new TrailVerifier(keys, new MacKeys([TrailTemplate.Keys.MacKey]), TimeProvider.System).VerifyAsync(
            source,
            notes?.ToAsyncEnumerable(),
            Cancel
        );
    }
}
