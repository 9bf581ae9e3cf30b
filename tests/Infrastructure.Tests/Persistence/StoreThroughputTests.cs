using System.Diagnostics;
using System.Globalization;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>
/// How much the stores commit, for people who ask: run with <c>-explicit only</c>. Nothing is asserted, because a shared
/// machine's figure is no one's fault.
/// </summary>
public sealed class StoreThroughputTests(ITestOutputHelper output)
{
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(5);

    [Theory(Explicit = true)]
    [InlineData("postgres", 16)]
    [InlineData("postgres", 64)]
    [InlineData("sqlite", 16)]
    [InlineData("sqlite", 64)]
    public async Task Committed_per_second(string database, int callers)
    {
        await using var host =
            database == "sqlite" ? await SqliteStoreHost.CreateAsync() : await PostgresStoreHost.CreateAsync();

        var records = await RateAsync(callers, () => host.Audit.AppendAsync(Samples.Event()));
        var pairs = await RateAsync(callers, () => ClaimAndSettleAsync(host));

        output.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{database}, {callers} callers: {records} records/s, {pairs} claim and settle pairs/s"
            )
        );
    }

    private static async Task ClaimAndSettleAsync(StoreHost host)
    {
        var operation = Samples.Operation();
        var claim = await host.Operations.ClaimAsync(operation, Samples.EventOf(operation), Samples.Lease);
        var settled = Samples.Succeeded(claim.Operation);
        var written = await host.Operations.SettleAsync(
            claim.Operation,
            settled,
            Samples.Attempt(operation),
            Samples.EventOf(settled)
        );
        Assert.True(claim.IsNew && written);
    }

    private static async Task<string> RateAsync(int callers, Func<Task> call)
    {
        await LoopAsync(callers, call, WarmUp);
        var done = await LoopAsync(callers, call, Measured);
        return (done / Measured.TotalSeconds).ToString("N0", CultureInfo.InvariantCulture);
    }

    private static async Task<int> LoopAsync(int callers, Func<Task> call, TimeSpan span)
    {
        var started = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        var done = 0;
                        while (Stopwatch.GetElapsedTime(started) < span)
                        {
                            await call();
                            done++;
                        }

                        return done;
                    })
                )
        );
        return counts.Sum();
    }
}
