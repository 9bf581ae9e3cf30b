using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Rates;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Infrastructure.Redis;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinancialMcp.Infrastructure.Tests.Redis;

/// <summary>Two replicas at one real Redis, which is killed and comes back.</summary>
public sealed class RedisTests : IAsyncLifetime
{
    private const string Caller = "0123456789abcdef";
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);
    private readonly List<RedisLink> links = [];
    private RedisServer redis = null!;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(RedisServer.IsInstalled, "Redis is not installed.");
        redis = await RedisServer.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var link in links)
        {
            await link.DisposeAsync();
        }

        if (redis is not null)
        {
            await redis.DisposeAsync();
        }
    }

    [Fact]
    public async Task Replicas_count_together_by_caller_and_window()
    {
        var (one, other) = (await ReplicaAsync(), await ReplicaAsync());

        Assert.Equal(new RateCount(0, 2), await one.Rates.AddAsync(Caller, 7, Minute, 2));
        Assert.Equal(new RateCount(0, 5), await other.Rates.AddAsync(Caller, 7, Minute, 3));
        Assert.Equal(new RateCount(0, 1), await other.Rates.AddAsync("another", 7, Minute, 1));
        Assert.Equal(new RateCount(5, 1), await one.Rates.AddAsync(Caller, 8, Minute, 1));
        Assert.Equal(new RateCount(0, 1), await other.Rates.AddAsync(Caller, 10, Minute, 1));
    }

    [Fact]
    public async Task A_lost_redis_leaves_each_replica_its_own_count_and_comes_back_by_itself()
    {
        var (one, other) = (await ReplicaAsync(), await ReplicaAsync());
        await one.Rates.AddAsync(Caller, 7, Minute, 2);
        await other.Rates.AddAsync(Caller, 7, Minute, 3);
        Assert.Equal(HealthState.Healthy, await StateAsync(one.Link));

        await redis.KillAsync();

        Assert.Equal(new RateCount(0, 3), await one.Rates.AddAsync(Caller, 7, Minute, 1));
        Assert.Equal(new RateCount(0, 4), await other.Rates.AddAsync(Caller, 7, Minute, 1));
        Assert.Equal(HealthState.Degraded, await StateAsync(one.Link));

        await redis.RestartAsync();
        await Eventually.TrueAsync(
            async () => await StateAsync(one.Link) == HealthState.Healthy,
            Patience,
            "the first replica is back"
        );
        await Eventually.TrueAsync(
            async () => await StateAsync(other.Link) == HealthState.Healthy,
            Patience,
            "the other replica is back"
        );
        await one.Rates.AddAsync(Caller, 9, Minute, 1);
        Assert.Equal(new RateCount(0, 2), await other.Rates.AddAsync(Caller, 9, Minute, 1));
    }

    [Fact]
    public async Task A_redis_that_is_not_there_at_the_start_keeps_nobody_from_starting()
    {
        await redis.KillAsync();
        var replica = await ReplicaAsync();

        Assert.Equal(new RateCount(0, 1), await replica.Rates.AddAsync(Caller, 7, Minute, 1));
        Assert.Equal(HealthState.Degraded, await StateAsync(replica.Link));

        await redis.RestartAsync();
        await Eventually.TrueAsync(
            async () => await StateAsync(replica.Link) == HealthState.Healthy,
            Patience,
            "it is found"
        );
    }

    /// <summary>Nobody polls here: only the signal makes the other replica look.</summary>
    [Fact]
    public async Task What_people_decide_at_one_replica_is_looked_at_by_the_other_at_once()
    {
        await using var host = await SqliteStoreHost.CreateAsync();
        using var here = new OversightWatch(host.Oversight, TimeProvider.System);
        using var there = new OversightWatch(host.Oversight, TimeProvider.System);
        await there.RefreshAsync(Cancel);
        var (one, other) = (await ReplicaAsync(), await ReplicaAsync());
        var telling = new RedisSignal(one.Link, here, NullLogger<RedisSignal>.Instance);
        await new RedisSignal(other.Link, there, NullLogger<RedisSignal>.Instance).StartAsync(Cancel);
        var stop = new Stop(Guid.CreateVersion7(), StopScope.Everything, null, "a test", "olga", Now, null);
        Assert.True(
            await host.Oversight.ChangeAsync(
                there.LastKnown!.Version,
                new SetStop(stop),
                Samples.Event(AuditCode.StopSet)
            )
        );

        telling.Tell();
        await Eventually.TrueAsync(() => there.LastKnown!.Stops.Count == 1, Patience, "the other has looked");

        // It subscribes again by itself when Redis has been away.
        await redis.KillAsync();
        telling.Tell();
        await redis.RestartAsync();
        await host.Oversight.ChangeAsync(
            there.LastKnown!.Version,
            new SetStop(stop with { Id = Guid.CreateVersion7() }),
            Samples.Event(AuditCode.StopSet)
        );
        await Eventually.TrueAsync(
            () =>
            {
                telling.Tell();
                return there.LastKnown!.Stops.Count == 2;
            },
            Patience,
            "the other has looked again"
        );
    }

    /// <summary>There is a Redis, and not that database of it: nobody is refused for that, and health says so.</summary>
    [Fact]
    public async Task A_database_that_the_redis_does_not_have_leaves_each_replica_its_own_count()
    {
        var replica = await ReplicaAsync(database: 99);

        Assert.Equal(new RateCount(0, 1), await replica.Rates.AddAsync(Caller, 7, Minute, 1));
        Assert.Equal(new RateCount(0, 2), await replica.Rates.AddAsync(Caller, 7, Minute, 1));
        Assert.Equal(HealthState.Degraded, await StateAsync(replica.Link));
    }

    [Fact]
    public async Task Who_starts_without_redis_hears_when_it_is_there()
    {
        await using var host = await SqliteStoreHost.CreateAsync();
        using var watch = new OversightWatch(host.Oversight, TimeProvider.System);
        await redis.KillAsync();
        var (one, other) = (await ReplicaAsync(), await ReplicaAsync());
        var telling = new RedisSignal(one.Link, watch, NullLogger<RedisSignal>.Instance);
        await new RedisSignal(other.Link, watch, NullLogger<RedisSignal>.Instance).StartAsync(Cancel);
        Assert.Null(watch.LastKnown);

        await redis.RestartAsync();

        await Eventually.TrueAsync(
            () =>
            {
                telling.Tell();
                return watch.LastKnown is not null;
            },
            Patience,
            "it has heard, and looked"
        );
    }

    [Fact]
    public async Task A_clock_that_was_far_ahead_locks_nobody_out()
    {
        var rates = new LocalRates();
        await rates.AddAsync(Caller, 1000, Minute, 600);

        Assert.Equal(new RateCount(0, 601), await rates.AddAsync(Caller, 999, Minute, 1));
        Assert.Equal(new RateCount(0, 1), await rates.AddAsync(Caller, 5, Minute, 1));
    }

    [Fact]
    public async Task Beyond_its_bound_a_replica_counts_callers_together()
    {
        var rates = new LocalRates();
        for (var caller = 0; caller < LocalRates.MostCallers; caller++)
        {
            await rates.AddAsync($"caller {caller}", 1, Minute, 1);
        }

        Assert.Equal(new RateCount(0, 1), await rates.AddAsync("late", 1, Minute, 1));
        Assert.Equal(new RateCount(0, 2), await rates.AddAsync("later", 1, Minute, 1));
        Assert.Equal(new RateCount(0, 2), await rates.AddAsync("caller 0", 1, Minute, 1));
        Assert.Equal(new RateCount(2, 1), await rates.AddAsync("caller 0", 2, Minute, 1));
        Assert.Equal(new RateCount(2, 2), await rates.AddAsync("caller 0", 1, Minute, 1));
    }

    private static async Task<HealthState> StateAsync(RedisLink link) =>
        Assert.Single(await link.CheckAsync(Cancel)).State;

    private async Task<(RedisLink Link, IRateCounter Rates)> ReplicaAsync(int database = 1)
    {
        var options = new RedisOptions
        {
            Host = "127.0.0.1",
            Port = redis.Port,
            Database = database,
        };
        var link = new RedisLink(options, TimeProvider.System, NullLogger<RedisLink>.Instance);
        links.Add(link);
        await link.StartAsync(Cancel);
        return (link, new RedisRates(link, new LocalRates()));
    }
}
