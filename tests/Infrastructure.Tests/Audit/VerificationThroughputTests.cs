using System.Diagnostics;
using System.Globalization;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Writing;
using FinancialMcp.Infrastructure.Tests.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>How fast a trail is verified, for people who ask: run with <c>-explicit only</c>. No speed is asserted.</summary>
public sealed class VerificationThroughputTests(ITestOutputHelper output)
{
    private const int AtOnce = 500;

    [Theory(Explicit = true)]
    [InlineData("postgres", 200_000)]
    [InlineData("sqlite", 200_000)]
    public async Task Verified_per_second(string database, int records)
    {
        await using var host =
            database == "sqlite" ? await SqliteStoreHost.CreateAsync() : await PostgresStoreHost.CreateAsync();
        await using var trail = new SealedTrail(host);
        await using (var session = await host.Services.GetRequiredService<Database>().OpenWriteSessionAsync())
        {
            for (var written = 0; written < records; written += AtOnce)
            {
                await session.CommitAsync([.. Enumerable.Range(0, AtOnce).Select(_ => new AppendWrite(RowOfCall()))]);
                if (written % (20 * AtOnce) == 0)
                {
                    await trail.SealAsync();
                }
            }
        }

        await trail.SealAsync();
        for (var run = 0; run < 2; run++)
        {
            output.WriteLine($"{database}: {await RunAsync(host.Options)}");
        }
    }

    /// <summary>As an agent's call leaves it: some eleven hundred bytes.</summary>
    private static Infrastructure.Persistence.Rows.AuditEventRow RowOfCall() =>
        Samples.RowOf(
            Samples.Event() with
            {
                Scopes = ["accounts:read", "money:move", "transactions:read"],
                TokenHash = new string('a', 64),
                ToolSchemaHash = new string('b', 64),
                ResultDigest = new string('c', 64),
                SourceAddress = "192.0.2.77",
                ProtocolVersion = "2025-11-25",
                ClientName = "a client of somebody's",
                ClientVersion = "1.20.3",
                TraceId = new string('d', 32),
            }
        );

    private static async Task<string> RunAsync(DatabaseOptions options)
    {
        using var keys = new TrustedKeys([TrailTemplate.Keys.PublicKey]);
        await using var source = await TrailTemplate.OpenAsync(options);
        var verifier = new TrailVerifier(keys, new MacKeys([TrailTemplate.Keys.MacKey]), TimeProvider.System);
        var (cpu, started) = (Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());
        var report = await verifier.VerifyAsync(source, null, TestContext.Current.CancellationToken);
        var (spent, took) = (Environment.CpuUsage.TotalTime - cpu, Stopwatch.GetElapsedTime(started));
        Assert.Empty(report.Findings);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{report.Records} records, {report.Seals} seals: {report.Records / took.TotalSeconds:N0}/s, {report.Records / spent.TotalSeconds:N0} for each second of this process's processor time"
        );
    }
}
