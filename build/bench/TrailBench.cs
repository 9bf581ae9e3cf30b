using System.Diagnostics;
using System.Globalization;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Testing;

namespace FinancialMcp.Bench;

/// <summary>
/// What a trail on PostgreSQL costs beside the bytes alone: records a second through a server's own writer, with its sealer
/// at work, against plain inserts of the same bytes on the same server, in turns; how long a record waits for its seal; and
/// how fast all of it is verified.
/// </summary>
internal sealed class TrailBench(IServiceProvider services, string trail, PlainRecords plain)
{
    private const double InsertGoal = 0.6;
    private const double LagGoal = 1;
    private const double VerifyGoal = 50_000;
    private const int Verifications = 3;
    private readonly List<double> written = [];
    private readonly List<double> alone = [];
    private readonly List<double> together = [];

    /// <summary>The result as a page's part.</summary>
    public static async Task<string> RunAsync(int rounds, TimeSpan length, CancellationToken cancellationToken)
    {
        using var folder = new TemporaryFolder();
        var server = await PostgresServer.SharedAsync();
        var name = await server.CreateDatabaseAsync();
        var database = AuditBench.On(server, name, folder.Path);
        await DatabaseMigrations.MigrateAsync(database, null, Console.Error.WriteLine, cancellationToken);
        await using var services = AuditBench.Services(database, folder.Path);
        var running = services.GetServices<IHostedService>().Where(IsOfTheTrail).ToList();
        foreach (var service in running)
        {
            await service.StartAsync(cancellationToken);
        }

        var writer = new RecordLoad(services);
        await writer.RunAsync(length);
        await using var plain = await PlainRecords.CreateAsync(server, server.ConnectionString(name));
        var bench = new TrailBench(services, server.ConnectionString(name), plain);
        await bench.WriteAsync(writer, rounds, length);
        foreach (var service in Enumerable.Reverse(running))
        {
            await service.StopAsync(cancellationToken);
        }

        var lags = await SealLags.OfAsync(server.ConnectionString(name), cancellationToken);
        return await bench.ReportAsync(lags, rounds, length, cancellationToken);
    }

    /// <summary>What begins, seals and watches the trail; nothing here has a bank to ask.</summary>
    private static bool IsOfTheTrail(IHostedService service) =>
        service.GetType().Namespace!.EndsWith(".Audit", StringComparison.Ordinal);

    private async Task WriteAsync(RecordLoad writer, int rounds, TimeSpan length)
    {
        await plain.AloneAsync(length);
        await plain.TogetherAsync(length);
        for (var round = 1; round <= rounds; round++)
        {
            written.Add(await writer.RunAsync(length));
            alone.Add(await plain.AloneAsync(length));
            together.Add(await plain.TogetherAsync(length));
            await Console.Error.WriteLineAsync(
                $"round {round}: records {written[^1]:0}/s, plain one by one {alone[^1]:0}/s, plain {PlainRecords.Batch} by {PlainRecords.Batch} {together[^1]:0}/s"
            );
        }
    }

    private async Task<string> ReportAsync(
        SealLags lags,
        int rounds,
        TimeSpan length,
        CancellationToken cancellationToken
    )
    {
        var verification = services.GetRequiredService<ITrailVerification>();
        var speeds = new List<double>();
        for (var run = 0; run <= Verifications; run++)
        {
            var start = Stopwatch.GetTimestamp();
            var report = await verification.VerifyAsync(new Progress<long>(), cancellationToken);
            if (run > 0)
            {
                // The first warms up, as the first round of writing does.
                speeds.Add(report.Records / Stopwatch.GetElapsedTime(start).TotalSeconds);
            }

            if (report.FindingCount > 0)
            {
                throw new InvalidRunException($"{report.FindingCount} findings in {trail}.");
            }
        }

        var (toAlone, toTogether) = (Spread.Ratio(written, alone), Spread.Ratio(written, together));
        var verified = Spread.Of(speeds);
        return string.Concat(Machine.Describe(TimeProvider.System).Lines.Select(line => $"- {line}\n"))
            + Text($"- {rounds} interleaved rounds of {length.TotalSeconds:0.#} s; {RecordLoad.Callers} callers, ")
            + Text(
                $"{PlainRecords.Connections} connections for what is plain; {lags.Records:N0} records of {plain.Size:N0} bytes\n"
            )
            + "- repeat it with `build/bench/bench.sh trail`\n\n"
            + "| | a second | our records to it |\n|---|---|---|\n"
            + Text($"| records, each answered after its commit | {Spread.Of(written).Median:N0} | |\n")
            + Text($"| plain inserts, each its own commit | {Spread.Of(alone).Median:N0} | {Range(toAlone)} |\n")
            + Text($"| plain inserts, {PlainRecords.Batch} a commit | {Spread.Of(together).Median:N0} | ")
            + $"{Range(toTogether)} |\n\n| goal | |\n|---|---|\n"
            + $"| records a second at least 0.6 of plain inserts | {Range(toAlone)}: {Said(toAlone.Median >= InsertGoal)} |\n"
            + Text($"| a record waits at most 1 s for its seal (p99) | p50 {lags.P50:0.00} s, p99 {lags.P99:0.00} s, ")
            + Text($"most {lags.Most:0.00} s: {Said(lags.P99 <= LagGoal)} |\n")
            + Text($"| verified at least 50,000 records a second | {verified.Median:N0} ({verified.Least:N0}–")
            + Text($"{verified.Most:N0}): {Said(verified.Median >= VerifyGoal)} |\n");
    }

    private static string Said(bool reached) => reached ? "reached" : "**not reached**";

    private static string Range(Spread it) => Text($"{it.Median:0.00} ({it.Least:0.00}–{it.Most:0.00})");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
