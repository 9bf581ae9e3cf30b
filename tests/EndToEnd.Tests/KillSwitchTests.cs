using System.Diagnostics;
using System.Globalization;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>
/// People stop everything, a tool, an agent, an account, and suspend an agent, while agents pay through two replicas:
/// both replicas obey within five seconds, also when their database is slow, and begin again only when two people say
/// so. KILL_SWITCH_ROUNDS asks for more rounds of each kind.
/// </summary>
[Collection<FleetAlone>]
public sealed class KillSwitchTests(ITestOutputHelper output)
{
    private const int AgentCount = 3;

    private static readonly int Rounds = Figures.Asked("KILL_SWITCH_ROUNDS", 1);
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(5);

    private static readonly Toxic SlowDatabase = Toxic.Latency(
        TimeSpan.FromMilliseconds(60),
        TimeSpan.FromMilliseconds(60),
        TimeSpan.FromMilliseconds(80)
    );

    private readonly List<TimeSpan> refused = [];
    private readonly List<TimeSpan> dispatched = [];

    [Fact]
    public async Task What_people_stop_is_stopped_on_every_replica_within_five_seconds()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        await using var fleet = await Fleet.StartAsync(
            new FleetPlan { BankOptions = ["--limits", "none", "--seed", "demo"] }
        );
        await using var desk = AdminDesk.Beside(fleet);
        await using var payers = await SteadyPayers.StartAsync(fleet, AgentCount);
        var switches = KillSwitch.All(payers.Accounts);
        foreach (var kind in Enumerable.Repeat(switches, Rounds).SelectMany(kinds => kinds))
        {
            await RoundAsync(fleet, desk, payers, kind, TimeSpan.Zero);
        }

        Print("a healthy database", payers);
        fleet.SwitchDatabase(SlowDatabase);

        // What each kind covers is shown above; how soon a replica hears of it does not depend on the kind.
        foreach (var kind in switches.Where(kind => Rounds > 1 || kind.Name == "everything"))
        {
            // Once for longer than the promise: what has stopped stays stopped.
            var hold = kind.Name == "everything" ? Promise + TimeSpan.FromSeconds(1) : TimeSpan.Zero;
            await RoundAsync(fleet, desk, payers, kind, hold);
        }

        Print("a slow database", payers);
        Assert.Empty(payers.Others);
    }

    private async Task RoundAsync(Fleet fleet, AdminDesk desk, SteadyPayers payers, KillSwitch kind, TimeSpan hold)
    {
        foreach (var lane in payers.Lanes)
        {
            lane.Forget();
        }

        var refusedBefore = payers.Lanes.ToDictionary(lane => lane, lane => lane.Refused);
        var asked = Stopwatch.GetTimestamp();
        await kind.SetAsync(desk);
        await payers.WaitAsync(kind.Covers, lane => lane.Refused, $"{kind.Name} is stopped on both replicas");
        await payers.WaitAsync(lane => !kind.Covers(lane), lane => lane.Paid, $"what {kind.Name} spares goes on");
        await TimerTick.AfterAsync(hold, CancellationToken.None);

        await kind.ProposeReleaseAsync(desk);
        await payers.WaitAsync(
            kind.Covers,
            lane => lane.Refused,
            $"{kind.Name} is still stopped: one person releases nothing"
        );
        Assert.All(
            payers.Lanes.Where(lane => !kind.Covers(lane)),
            lane => Assert.Equal(refusedBefore[lane], lane.Refused)
        );
        await MeasureAsync(fleet, payers, kind, asked);

        await kind.ConfirmReleaseAsync(desk, "bert");
        await payers.WaitAsync(kind.Covers, lane => lane.Paid, $"{kind.Name} is released on both replicas");
    }

    /// <summary>
    /// By the callers' clock, from asking for the stop to each lane's first refusal; and by the database's, from the
    /// stop's record to the last intent and the last attempt of each replica that the stop should have prevented.
    /// </summary>
    private async Task MeasureAsync(Fleet fleet, SteadyPayers payers, KillSwitch kind, long asked)
    {
        refused.AddRange(payers.Lanes.Where(kind.Covers).Select(lane => lane.RefusedAfter(asked)!.Value));
        foreach (var replica in payers.Lanes.Select(lane => lane.AmountMinor).Distinct())
        {
            var sql = string.Create(
                CultureInfo.InvariantCulture,
                $"""
                with stopped as (select max(recorded_at) as at from audit_event where code in (400, 413))
                select greatest(interval '0', max(sent.at - stopped.at)) from stopped, (
                    select recorded_at as at from audit_event
                    where code in (200, 201) and state = 'in_progress' and amount_minor = {replica} and {kind.Sql}
                    union all
                    select a.started from operation_attempt a join operation o on o.id = a.operation_id
                    where o.amount_minor = {replica} and {kind.Sql}
                ) sent
                """
            );
            dispatched.Add(Assert.Single(await fleet.ReadAsync(sql, row => row.GetFieldValue<TimeSpan>(0))));
        }
    }

    private void Print(string where, SteadyPayers payers)
    {
        Figures.Print(
            output,
            $"kill switch, {where}: until a replica refuses p50 {Seconds(refused, 50)} p99 {Seconds(refused, 99)} s "
                + $"({refused.Count}); last dispatch after the stop p50 {Seconds(dispatched, 50)} p99 {Seconds(dispatched, 99)} s "
                + $"({dispatched.Count}); {payers.Lanes.Sum(lane => lane.Paid)} paid so far {payers.Others}"
        );
        Assert.All(refused.Concat(dispatched), took => Assert.InRange(took, TimeSpan.Zero, Promise));
        refused.Clear();
        dispatched.Clear();
    }

    private static string Seconds(IReadOnlyCollection<TimeSpan> times, int percent) =>
        StoredOperation.Percentile(times, percent);
}
