using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Tests.Fakes;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Policies;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Application.Tests.Oversight;

public sealed class OversightWatchTests
{
    private static readonly AgentId Robot = new("https://issuer.test", "robot");

    private readonly FakeTimeProvider clock = new(TestApplication.Start);
    private readonly MemoryOversight store = new(new MemoryTrail());

    [Fact]
    public async Task It_answers_what_it_read_for_as_long_as_its_patience_and_no_longer()
    {
        using var watch = new OversightWatch(store, clock);
        Assert.Throws<AppException>(() => watch.Current);
        await watch.RefreshAsync(CancellationToken.None);

        clock.Advance(OversightWatch.Patience);
        Assert.Equal(1, watch.Current.Version);
        clock.Advance(TimeSpan.FromTicks(1));
        var stale = Assert.Throws<AppException>(() => watch.Current);

        Assert.Equal(ErrorCodes.EmergencyStop, stale.Code);
        Assert.Equal(1, watch.LastKnown!.Version);
    }

    [Fact]
    public async Task A_reading_that_fails_changes_nothing_and_makes_nothing_younger()
    {
        using var watch = new OversightWatch(store, clock);
        await watch.RefreshAsync(CancellationToken.None);
        store.IsAway = true;
        clock.Advance(TimeSpan.FromSeconds(3));

        await Assert.ThrowsAsync<StoreUnavailableException>(() => watch.RefreshAsync(CancellationToken.None));
        Assert.Equal(1, watch.Current.Version);
        clock.Advance(TimeSpan.FromSeconds(2));
        Assert.Throws<AppException>(() => watch.Current);
    }

    [Fact]
    public async Task However_many_wait_for_a_database_that_does_not_answer_it_is_asked_once()
    {
        using var watch = new OversightWatch(store, clock);
        var silence = new TaskCompletionSource();
        store.Hold = silence.Task;

        var waiting = Enumerable.Range(0, 50).Select(_ => watch.RequireAsync(CancellationToken.None)).ToList();
        var alone = watch.RequireAsync(new CancellationToken(canceled: true));
        store.IsAway = true;
        silence.SetResult();

        foreach (var caller in waiting)
        {
            await Assert.ThrowsAsync<StoreUnavailableException>(() => caller);
        }

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => alone);
        Assert.Equal(1, store.Questions);
    }

    [Fact]
    public async Task Whoever_needs_it_fresh_joins_a_reading_that_somebody_else_began()
    {
        using var watch = new OversightWatch(store, clock);
        var silence = new TaskCompletionSource();
        store.Hold = silence.Task;

        var polling = watch.RefreshAsync(CancellationToken.None);
        var caller = watch.FreshenAsync(CancellationToken.None);
        store.IsAway = true;
        silence.SetResult();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => polling);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => caller);
        Assert.Equal(1, store.Questions);
    }

    [Fact]
    public async Task Everything_is_read_only_when_the_version_has_changed()
    {
        using var watch = new OversightWatch(store, clock);
        for (var at = 0; at < 5; at++)
        {
            await watch.RefreshAsync(CancellationToken.None);
        }

        Assert.Equal(1, store.WholeReadings);
        store.Set(state => state with { Policy = new Policy(2, MemoryOversight.Generous) });
        await watch.RefreshAsync(CancellationToken.None);

        Assert.Equal((2, 2), (store.WholeReadings, watch.Current.Policy.Version));
    }

    [Fact]
    public async Task A_newcomer_is_known_at_once_and_what_people_decide_of_it_wins()
    {
        using var watch = new OversightWatch(store, clock);
        await watch.RefreshAsync(CancellationToken.None);
        var newcomer = new Agent(Robot, null, Grant.Read, AgentStatus.Active, null);
        watch.Remember(newcomer);
        Assert.Equal(newcomer, watch.Find(Robot));

        var suspended = newcomer with { Status = AgentStatus.Suspended };
        store.Set(state => state with { Agents = new Dictionary<string, Agent> { [Robot.Key] = suspended } });
        await watch.RefreshAsync(CancellationToken.None);

        Assert.Equal(suspended, watch.Find(Robot));
    }
}
