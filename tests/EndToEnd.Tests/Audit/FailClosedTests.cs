using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>
/// The trail cannot be written, in every way there is, one after the other, while agents read and pay through one server:
/// nothing is answered without its record, nothing is sent without its intent, refusals come soon, the server says that it
/// is not ready; and when the fault is over it goes on by itself, and every key moves its money once.
/// </summary>
[Collection<FleetAlone>]
public sealed class FailClosedTests(ITestOutputHelper output)
{
    private const int Agents = 3;
    private const int MostCuts = 5;
    private const int WarmCalls = 24;
    private const string NoDisk = "This process may not mount a small disk to be filled up.";
    private static readonly string[] Bank = ["--limits", "none", "--seed", "demo"];
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Lag = TimeSpan.FromMilliseconds(800);

    /// <summary>Short, so that what was left behind by a cut connection is concluded on while the other faults strike.</summary>
    private static readonly Dictionary<string, string> Times = new(StringComparer.Ordinal)
    {
        ["CHANGE_DEADLINE"] = "3000",
        ["QUIESCE_WINDOW"] = "1",
    };

    [Fact]
    public async Task Without_PostgreSQL_nothing_is_answered_and_no_money_moves()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        await using var disk = await SmallDisk.TryMountAsync(megabytes: 40);
        var faults = new AuditFaults(disk);
        await using var fleet = await Fleet.StartAsync(
            new FleetPlan
            {
                Replicas = 1,
                BankOptions = Bank,
                Settings = AuditFaults.Settings.Concat(Times).ToDictionary(StringComparer.Ordinal),
                Prepare = faults.PrepareAsync,
            }
        );
        var accounts = await PayingAgents.OpenAccountsAsync(fleet.Bank, Agents);
        await using var run = new ClosedRun(
            fleet.Replicas[0].Server,
            fleet.Bank,
            accounts,
            sql => fleet.ReadAsync(sql, ClosedRun.Row),
            output
        );
        await CutTwiceAsync(fleet, run);
        run.Load.Begin();
        await run.IsWellAsync("at first");
        foreach (var fault in faults.Of(fleet))
        {
            await run.StrikeAsync(fault);
        }

        Assert.NotEqual(0, await run.ConcludeAsync());
        Assert.SkipWhen(disk is null, NoDisk + " All the other faults were tried.");
    }

    [Fact]
    public async Task On_a_full_disk_the_embedded_database_lets_nothing_be_answered_and_no_money_move()
    {
        await using var disk = await SmallDisk.TryMountAsync(megabytes: 16);
        Assert.SkipWhen(disk is null, NoDisk);
        using var folder = new TemporaryFolder();
        var database = await TestDatabase.CreateAsync("sqlite", disk.Path);
        await using var bank = await BankProcess.StartAsync("v1", Bank);
        var settings = ServerProcess.Settings(bank, database.Settings);
        settings["POLICY_FILE"] = TestPolicy.WriteTo(folder.Path);
        await using var server = await ServerProcess.StartAsync(settings);
        var accounts = await PayingAgents.OpenAccountsAsync(bank, Agents);
        await using var run = new ClosedRun(
            server,
            bank,
            accounts,
            sql => database.ReadAsync(sql, ClosedRun.Row),
            output
        );
        run.Load.Begin();
        await run.IsWellAsync("at first");

        await run.StrikeAsync(AuditFaults.Full(disk));

        Assert.Equal(0, await run.ConcludeAsync());
    }

    /// <summary>
    /// The connection ends between the commit of a record and its answer: the caller is not answered, although the record
    /// is there, and a payment whose intent was committed so is not sent.
    /// </summary>
    private static async Task CutTwiceAsync(Fleet fleet, ClosedRun run)
    {
        var agent = run.Load.Agents[0];
        await CutAsync(fleet, run, (trace, _) => agent.ReadAsync(trace));
        var payment = await CutAsync(
            fleet,
            run,
            (trace, number) => agent.PayAsync($"watched-0-payment-cut-{number}", trace)
        );
        var key = agent.BackendKeyOf(payment.Key!);
        Assert.Equal(1, await fleet.CountAsync($"select count(*) from operation where backend_key = '{key}'"));
        await WarmUpAsync(run);
    }

    /// <summary>On a machine that is busy with other things an answer may come through before it is cut off, or the slow line
    /// alone may keep a record from being written: then again.</summary>
    private static async Task<WatchedCall> CutAsync(
        Fleet fleet,
        ClosedRun run,
        Func<string, int, Task<WatchedCall>> call
    )
    {
        for (var number = 0; ; number++)
        {
            var answer = run.Load.Keep(await CutOnceAsync(fleet, run, trace => call(trace, number)));
            if (answer.Status == WatchedCall.Unrecorded && await RecordsAsync(fleet, answer.Trace) > 0)
            {
                return answer;
            }

            Assert.True(number < MostCuts, $"{answer.Status} at the cut {number}");
        }
    }

    private static async Task<WatchedCall> CutOnceAsync(
        Fleet fleet,
        ClosedRun run,
        Func<string, Task<WatchedCall>> call
    )
    {
        await WarmUpAsync(run);
        var trace = WatchedAgent.NewTrace();
        fleet.SwitchDatabase(Toxic.Latency(TimeSpan.Zero, Lag));
        var calling = call(trace);
        await Eventually.TrueAsync(
            async () => calling.IsCompleted || await RecordsAsync(fleet, trace) > 0,
            Patience,
            "a record is committed whose answer is on its way"
        );
        fleet.SwitchDatabase(Toxic.Down);
        var answer = await calling;
        fleet.SwitchDatabase(Toxic.None);
        return answer with { IsSlowed = true };
    }

    private static Task<long> RecordsAsync(Fleet fleet, string trace) =>
        fleet.CountAsync($"select count(*) from audit_event where trace_id = '{trace}'");

    /// <summary>Returns when both of the server's writers and some of its readers are connected, which a slow line forbids.</summary>
    private static Task WarmUpAsync(ClosedRun run) =>
        Eventually.TrueAsync(
            async () =>
            {
                var calls = await Task.WhenAll(
                    Enumerable.Range(0, WarmCalls).Select(_ => run.Load.Agents[0].ReadAsync())
                );
                return calls.All(call => run.Load.Keep(call).IsGood);
            },
            Patience,
            "the server is connected"
        );
}
