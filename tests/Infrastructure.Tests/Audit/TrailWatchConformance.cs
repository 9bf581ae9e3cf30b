using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Tests.Persistence;
using FinancialMcp.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>Money stops while the trail is not sealed, or nobody outside is told; and goes on by itself.</summary>
public abstract class TrailWatchConformance : IAsyncLifetime
{
    private protected TrailHost Trail { get; private set; } = null!;

    private protected StoreHost Host => Trail.Host;

    private TrailStanding Standing => Host.Services.GetRequiredService<TrailStanding>();

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
    public async Task Lags_are_told_and_stop_money_until_they_are_over()
    {
        await Trail.SealAllAsync();
        using var watch = WatchOf();
        await watch.StartAsync(TestContext.Current.CancellationToken);
        await EventuallyAsync(figures => figures is { LastSeal: > 0, AnchorLag.Ticks: > 0, SealLag.Ticks: 0 });
        Standing.MustStand();

        await AppendOldAsync(TimeSpan.FromSeconds(90));
        await EventuallyAsync(figures => figures.SealLag >= TimeSpan.FromSeconds(90));
        var refusal = Assert.Throws<AppException>(Standing.MustStand);
        Assert.Equal(ErrorCodes.AuditUnavailable, refusal.Code);
        var health = await Host.Services.GetRequiredService<IDependencyHealth>().CheckAsync(CancellationToken.None);
        Assert.Equal(HealthState.Degraded, health.Single(check => check.Name == "audit").State);

        await Trail.SealAllAsync();
        await EventuallyAsync(figures => figures.SealLag == TimeSpan.Zero);
        Standing.MustStand();

        await Trail.Ledger.AnchoredAsync("file", long.MaxValue, TimeProvider.System.GetUtcNow());
        await EventuallyAsync(figures => figures.AnchorLag == TimeSpan.Zero);
        await watch.StopAsync(CancellationToken.None);
    }

    [Theory]
    [InlineData(60, 0, true)]
    [InlineData(61, 0, false)]
    [InlineData(0, 60, true)]
    [InlineData(0, 61, false)]
    public void Money_stops_beyond_a_minute_of_either(int sealLag, int anchorLag, bool stands)
    {
        var standing = new TrailStanding();
        Assert.True(standing.Stands);

        standing.Report(
            new TrailFigures(TimeSpan.FromSeconds(sealLag), TimeSpan.FromSeconds(anchorLag), 1, null, null)
        );

        Assert.Equal(stands, standing.Stands);
    }

    private Task EventuallyAsync(Func<TrailFigures, bool> condition) =>
        Eventually.TrueAsync(
            () => Standing.Last is { } figures && condition(figures),
            TimeSpan.FromSeconds(30),
            "the figures are so"
        );

    private TrailWatch WatchOf() =>
        new(
            Host.Services.GetRequiredService<IServiceScopeFactory>(),
            Host.Services.GetRequiredService<Database>(),
            Standing,
            Host.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(),
            TimeProvider.System,
            NullLogger<TrailWatch>.Instance
        );

    /// <summary>A record as if it had waited for so long, as only the owner of the tables can write one.</summary>
    private protected abstract Task AppendOldAsync(TimeSpan age);

    private protected abstract Task<StoreHost> CreateAsync();
}

public sealed class TrailWatchOnPostgresTests : TrailWatchConformance
{
    private protected override Task AppendOldAsync(TimeSpan age) =>
        Host.ExecuteAsync(
            $"""
            insert into audit_event (id, schema_version, retention, code, request_id, decision, build, record, mac_key_id, mac,
                recorded_at)
            values (gen_random_uuid(), 1, 2, 100, 'old', 'none', 'test', '{"{}"}', 'm-test', decode(repeat('00', 32), 'hex'),
                clock_timestamp() - interval '{age.TotalSeconds} seconds')
            """
        );

    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class TrailWatchOnSqliteTests : TrailWatchConformance
{
    private protected override Task AppendOldAsync(TimeSpan age) =>
        Host.ExecuteAsync(
            $"""
            insert into audit_event (id, schema_version, retention, code, request_id, decision, build, record, mac_key_id, mac,
                recorded_at)
            values ('{Guid.CreateVersion7()}', 1, 2, 100, 'old', 'none', 'test', x'7b7d', 'm-test', zeroblob(32),
                {TimeProvider.System.GetUtcNow().Subtract(age).ToUnixTimeMilliseconds() * 1000})
            """
        );

    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
