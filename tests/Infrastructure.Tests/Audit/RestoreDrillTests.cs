using System.Diagnostics;
using System.Globalization;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Audit.Verification;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>
/// A backup, more records, a restore: the verification tells exactly what the backup lacks, everything is stopped, and the
/// trail goes on in a new epoch that is whole.
/// </summary>
public sealed class RestoreDrillTests : IDisposable
{
    private const int Before = 3;
    private const int Lost = 4;

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Anchors => Path.Combine(folder.Path, "anchors.jsonl");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_dump_that_is_restored_into_another_cluster()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "No PostgreSQL server is installed.");
        await using var other = await PostgresServer.StartAsync();
        var dump = Path.Combine(folder.Path, "dump");
        long lost;
        await using (var host = await PostgresStoreHost.CreateAsync())
        {
            await WriteAndSealAsync(host, Before);
            await RunAsync("pg_dump", Server(host.Options.Postgres!), "--format=custom", $"--file={dump}");
            lost = await WriteAndSealAsync(host, Lost);
        }

        var options = PostgresStoreHost.OptionsFor(other, await other.CreateDatabaseAsync());
        await RunAsync("pg_restore", Server(options.Postgres!), dump);
        await using var restored = new PostgresStoreHost(options, other);
        await AssertGoesOnAsync(restored, lost);
    }

    [Fact]
    public async Task A_copy_of_the_embedded_file_that_is_put_back()
    {
        var data = Path.Combine(folder.Path, "data");
        var backup = Path.Combine(folder.Path, "backup");
        long lost;
        await using (var host = await SqliteStoreHost.OpenAsync(data))
        {
            await WriteAndSealAsync(host, Before);
            await host.ExecuteAsync($"vacuum into '{backup}'");
            lost = await WriteAndSealAsync(host, Lost);
        }

        foreach (var file in Directory.GetFiles(data))
        {
            File.Delete(file);
        }

        File.Copy(backup, EmbeddedFile.PathIn(data));
        await using var restored = await SqliteStoreHost.OpenAsync(data);
        await AssertGoesOnAsync(restored, lost);
    }

    private async Task AssertGoesOnAsync(StoreHost restored, long lost)
    {
        // Before anybody serves on it: exactly what is lost.
        AssertMissing(await VerifyAsync(restored), lost);

        await WriteAndSealAsync(restored, Before);

        var stops = (await restored.Oversight.ReadAsync(Cancel)).Stops;
        Assert.Contains("audit verify", Assert.Single(stops).Reason, StringComparison.Ordinal);
        Assert.Equal(1, await restored.CountAsync($"audit_event where code = {(int)AuditCode.EpochBegan}"));
        var after = await VerifyAsync(restored);
        AssertMissing(after, lost);
        Assert.Equal(0, after.Waiting);
    }

    private static void AssertMissing(VerificationReport report, long lost)
    {
        var group = Assert.Single(report.Findings);
        Assert.Equal(FindingClass.Missing, group.Class);
        Assert.Equal(lost, group.Count);
    }

    /// <summary>Returns how many records were written, those of the sealer itself included.</summary>
    private async Task<long> WriteAndSealAsync(StoreHost host, int records)
    {
        var before = await host.CountAsync("audit_event");
        var anchor = new FileAnchor(Anchors);
        await using var trail = new SealedTrail(host, anchor);

        // The first round begins an epoch where one has to begin: only then is anything written.
        await trail.SealAsync();
        for (var record = 0; record < records; record++)
        {
            await host.Audit.AppendAsync(Samples.Event());
        }

        await trail.SealAsync();
        var told = await anchor.LastNoteAsync() is { } note ? Seal.Parse(note)!.Number : 0;
        var seals = await trail.Ledger.SealsAfterAsync(told, 1000);
        await anchor.TellAsync([.. seals.Select(seal => seal.Note())]);
        return await host.CountAsync("audit_event") - before;
    }

    private Task<VerificationReport> VerifyAsync(StoreHost host) =>
        AuditVerification.OfDatabaseAsync(
            host.Options,
            new AuditOptions { Directory = StoreHost.Keys.Path },
            new VerificationFiles { Anchors = Anchors },
            TimeProvider.System,
            Cancel
        );

    private static string[] Server(PostgresOptions options) =>
        [
            $"--host={options.Host}",
            $"--port={options.Port.ToString(CultureInfo.InvariantCulture)}",
            $"--username={options.User}",
            $"--dbname={options.Database}",
        ];

    private static async Task RunAsync(string program, string[] server, params string[] arguments)
    {
        using var process = Process.Start(
            new ProcessStartInfo(program, [.. server, .. arguments])
            {
                RedirectStandardError = true,
                UseShellExecute = false,
            }
        )!;
        var problems = await process.StandardError.ReadToEndAsync(Cancel);
        await process.WaitForExitAsync(Cancel);
        Assert.True(process.ExitCode == 0, problems);
    }
}
