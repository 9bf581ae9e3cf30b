using System.Diagnostics.Metrics;
using FinancialMcp.Application;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;
using FinancialMcp.Infrastructure.Operations;
using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Operations;

/// <summary>What people decide holds on every server within a second, and nothing is done on what may be too old.</summary>
public sealed class OversightPatrolTests : IAsyncLifetime
{
    private PatrolHost host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private OversightWatch Watch => host.Get<OversightWatch>();

    public async ValueTask InitializeAsync() => host = await PatrolHost.CreateAsync();

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task The_first_round_puts_the_first_policy_in_force()
    {
        Assert.False(Watch.IsFresh);

        await host.StartAsync<OversightPatrol>();

        Assert.True(Watch.IsFresh);
        Assert.Equal(1, Watch.Current.Policy.Version);
        Assert.Equal(Policy.DefaultRules[0].Name, Assert.Single(Watch.Current.Policy.Rules).Name);
        Assert.Equal(1, await host.Stores.CountAsync("audit_event where code = 421"));
        await host.RoundAsync();
        Assert.Equal(1, await host.Stores.CountAsync("policy"));
    }

    [Fact]
    public async Task A_stop_that_another_server_set_holds_within_a_second()
    {
        await host.StartAsync<OversightPatrol>();
        await SetStopAsync();
        Assert.Empty(Watch.Current.Stops);

        await host.RoundAsync();

        Assert.Single(Watch.Current.Stops);
    }

    [Fact]
    public async Task Without_the_database_nothing_holds_after_four_seconds_and_all_holds_again_with_it()
    {
        await host.StartAsync<OversightPatrol>();
        await host.Stores.ExecuteAsync("alter table oversight rename to away");
        for (var second = 1; second <= 4; second++)
        {
            await host.RoundAsync();
            Assert.True(Watch.IsFresh);
        }

        await host.RoundAsync(1);
        Assert.False(Watch.IsFresh);
        var refusal = Assert.Throws<AppException>(() => Watch.Current);
        Assert.Equal(ErrorCodes.EmergencyStop, refusal.Code);
        Assert.NotNull(Watch.LastKnown);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Watch.RequireAsync(Cancel));
        Assert.Equal(5, host.Stores.Logs.Of("patrol_failed").Count);

        await host.Stores.ExecuteAsync("alter table away rename to oversight");
        await SetStopAsync();
        await host.RoundAsync();
        Assert.Single(Watch.Current.Stops);
    }

    [Fact]
    public async Task The_figures_tell_what_stands_open_after_the_first_count_and_not_before()
    {
        var pending = Payments.Pending(500) with { CreatedAt = host.Time.GetUtcNow().AddSeconds(-90) };
        await host.Stores.Operations.ClaimedAsync(pending);
        var doubted = await host.Stores.Operations.ClaimedAsync(Payments.Of(1));
        Assert.True(await host.Stores.Operations.MoveAsync(doubted, doubted.InDoubt()));
        var people = await host.Stores.Operations.ClaimedAsync(Payments.Of(2));
        Assert.True(
            await host.Stores.Operations.MoveAsync(people, people.After(Outcome.ForPeople(null), people.CreatedAt))
        );
        await SetStopAsync();

        await host.StartAsync<OperationFigures>();

        var figures = Figures();
        Assert.Equal(1, figures["operations_in_doubt"]);
        Assert.Equal(1, figures["operations_need_operator"]);
        Assert.Equal(1, figures["approvals_pending"]);
        Assert.Equal(90, figures["approvals_oldest_seconds"]);
        Assert.Equal(1, figures["kill_switch_active"]);

        Assert.True(await host.Stores.Operations.MoveAsync(doubted.InDoubt(), doubted.InDoubt().Failed()));
        Assert.True(await host.Stores.Operations.MoveAsync(pending, pending.Cancelled()));
        await host.RoundAsync(5);
        figures = Figures();
        Assert.Equal(
            (0, 0, 0),
            (figures["operations_in_doubt"], figures["approvals_pending"], figures["approvals_oldest_seconds"])
        );
    }

    [Fact]
    public async Task Figures_that_were_never_counted_are_not_told()
    {
        await host.Stores.ExecuteAsync("alter table operation rename to away");

        await host.StartAsync<OperationFigures>();

        Assert.Empty(Figures());
        Assert.Single(host.Stores.Logs.Of("patrol_failed"));
    }

    private async Task SetStopAsync()
    {
        var stop = new Stop(Guid.CreateVersion7(), StopScope.Tool, "pay", "why", "ann", host.Time.GetUtcNow(), null);
        var version = await host.Stores.Oversight.VersionAsync(Cancel);
        Assert.True(await host.Stores.Oversight.ChangeAsync(version, new SetStop(stop), Persistence.Samples.Event()));
    }

    /// <summary>The gauges as a scrape would read them.</summary>
    private Dictionary<string, long> Figures()
    {
        var scope = host.Get<IMeterFactory>();
        var figures = new Dictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, scope))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => figures[instrument.Name] = value);
        listener.Start();
        listener.RecordObservableInstruments();
        return figures;
    }
}
