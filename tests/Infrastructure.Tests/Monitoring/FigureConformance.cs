using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure.Tests.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Tests.Monitoring;

/// <summary>What replicas keep of their calls and checks, on either database.</summary>
public abstract class FigureConformance : StoreConformance
{
    private static readonly DateTimeOffset Start = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly long First = ToolMinute.Of(Start);

    private IFigureStore Store => Host.Services.GetRequiredService<IFigureStore>();

    [Fact]
    public async Task What_is_kept_again_takes_the_place_of_what_was_kept()
    {
        await Store.KeepAsync(ReplicaOf("one"), [MinuteOf("pay", First, success: 2, bucket: 3)], []);
        var later = MinuteOf("pay", First, success: 5, bucket: 3);
        await Store.KeepAsync(ReplicaOf("one"), [later], []);

        var kept = Assert.Single(await Store.ToolsAsync(First, Cancel));

        AssertSame(later, kept);
    }

    [Fact]
    public async Task Replicas_tools_and_minutes_are_summed()
    {
        await Store.KeepAsync(
            ReplicaOf("one"),
            [
                MinuteOf("pay", First, success: 1, bucket: 0),
                MinuteOf("read", First, success: 10, bucket: 14),
                MinuteOf("pay", First + 1, success: 100, bucket: 0),
                MinuteOf("pay", First + 3, success: 1000, bucket: 7),
            ],
            []
        );
        await Store.KeepAsync(ReplicaOf("two"), [MinuteOf("pay", First, success: 10_000, bucket: 0)], []);

        var points = await Store.PointsAsync(First, 1, Cancel);
        Assert.Equal([First, First + 1, First + 3], points.Select(point => point.Minute));
        Assert.Equal([10_011, 100, 1000], points.Select(point => point.Statuses[0]));
        Assert.Equal((10_001, 10), (points[0].Buckets[0], points[0].Buckets[14]));
        var tools = await Store.ToolsAsync(First, Cancel);
        Assert.Equal([("pay", 11_101L), ("read", 10L)], tools.Select(tool => (tool.Tool, tool.Statuses[0])));
        Assert.Equal(TimeSpan.FromSeconds(11_101), tools[0].Spent);
        Assert.Equal(TimeSpan.FromSeconds(10_000), tools[0].Longest);
    }

    [Fact]
    public async Task A_point_sums_as_many_minutes_as_it_is_wide_and_nothing_before_the_first()
    {
        var whole = First - (First % 30);
        await Store.KeepAsync(
            ReplicaOf("one"),
            [.. Enumerable.Range(-1, 62).Select(minute => MinuteOf("pay", whole + minute, success: 1, bucket: 0))],
            []
        );

        var points = await Store.PointsAsync(whole, 30, Cancel);

        Assert.Equal([30, 30, 1], points.Select(point => point.Statuses[0]));
        Assert.Equal([whole, whole + 30, whole + 60], points.Select(point => point.Minute));
    }

    [Fact]
    public async Task A_replica_is_found_as_it_was_last_seen()
    {
        await Store.KeepAsync(ReplicaOf("one"), [], []);
        var draining = ReplicaOf("one") with { SeenAt = Start.AddMinutes(1), State = "draining" };
        await Store.KeepAsync(draining, [], []);
        await Store.KeepAsync(ReplicaOf("two") with { StartedAt = Start.AddMinutes(2) }, [], []);

        Assert.Equal(
            [ReplicaOf("two") with { StartedAt = Start.AddMinutes(2) }, draining],
            await Store.ReplicasAsync(Start, Cancel)
        );
        Assert.Equal([draining], await Store.ReplicasAsync(Start.AddSeconds(1), Cancel));
    }

    [Fact]
    public async Task A_check_is_found_with_the_span_that_was_under_way_at_the_beginning()
    {
        CheckSpan[] spans =
        [
            new("one", "bank", Start, HealthState.Healthy, null),
            new("one", "bank", Start.AddMinutes(5), HealthState.Degraded, "it is away"),
            new("one", "bank", Start.AddMinutes(9), HealthState.Healthy, null),
            new("one", "audit", Start.AddMinutes(1), HealthState.Unhealthy, null),
            new("two", "bank", Start.AddMinutes(9), HealthState.NotConfigured, null),
        ];
        await Store.KeepAsync(ReplicaOf("one"), [], spans);
        await Store.KeepAsync(ReplicaOf("one"), [], spans[..2]);

        Assert.Equal([spans[3], spans[1], spans[2]], await Store.ChecksAsync("one", Start.AddMinutes(6), Cancel));
        Assert.Equal([spans[0], spans[3], spans[1], spans[2]], await Store.ChecksAsync("one", Start, Cancel));
    }

    [Fact]
    public async Task What_is_older_than_asked_is_removed_and_nothing_else()
    {
        var old = ReplicaOf("old");
        var young = ReplicaOf("young") with { SeenAt = Start.AddMinutes(1) };
        await Store.KeepAsync(
            old,
            [MinuteOf("pay", First, success: 1, bucket: 0)],
            [new CheckSpan("old", "bank", Start, HealthState.Healthy, null)]
        );
        await Store.KeepAsync(
            young,
            [MinuteOf("pay", First + 1, success: 1, bucket: 0)],
            [new CheckSpan("young", "bank", Start, HealthState.Healthy, null)]
        );

        await Store.RemoveAsync(First + 1);

        Assert.Equal([young], await Store.ReplicasAsync(Start, Cancel));
        Assert.Equal(First + 1, Assert.Single(await Store.PointsAsync(0, 1, Cancel)).Minute);
        Assert.Empty(await Store.ChecksAsync("old", Start, Cancel));
        Assert.Single(await Store.ChecksAsync("young", Start, Cancel));
    }

    /// <summary>Each call took as many seconds as there were calls: so the longest tells whose it is.</summary>
    private static ToolMinute MinuteOf(string tool, long minute, int success, int bucket)
    {
        var buckets = new long[DurationBuckets.Seconds.Count + 1];
        buckets[bucket] = success;
        return new ToolMinute(
            tool,
            minute,
            [success, 0, 0, 0, 0],
            buckets,
            TimeSpan.FromSeconds(success),
            TimeSpan.FromSeconds(success)
        );
    }

    private static Replica ReplicaOf(string run) => new(run, "machine:1", "1.0", Start, Start, "ready");

    private static void AssertSame(ToolMinute expected, ToolMinute actual)
    {
        Assert.Equal(
            (expected.Tool, expected.Minute, expected.Spent, expected.Longest),
            (actual.Tool, actual.Minute, actual.Spent, actual.Longest)
        );
        Assert.Equal(expected.Statuses, actual.Statuses);
        Assert.Equal(expected.Buckets, actual.Buckets);
    }
}

public sealed class FiguresOnPostgresTests : FigureConformance
{
    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class FiguresOnSqliteTests : FigureConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
