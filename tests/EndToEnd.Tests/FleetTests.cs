using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>Alone on the machine: a load and a dozen processes would be a fault for every other test.</summary>
[CollectionDefinition(DisableParallelization = true)]
public sealed class FleetAlone;

/// <summary>
/// Eight agents pay through a balancer at two servers on one database, while a seeded schedule kills and stops servers,
/// cuts and slows the bank and the database, and kills the bank. Then there is quiet, and what the agents were told is
/// held against the bank's own journal. FLEET_SEED sets the schedule, FLEET_SECONDS its length; the seed is printed.
/// </summary>
[Collection<FleetAlone>]
public sealed class FleetTests(ITestOutputHelper output)
{
    private static readonly int Seed = Figures.Asked("FLEET_SEED", 20261126);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(Figures.Asked("FLEET_SECONDS", 10));
    private static readonly TimeSpan Quiet = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Breakers that open late and close soon, so that the faults meet payments on their way; leases shorter than the
    /// longest stop of a replica, so that others conclude while it is stopped.
    /// </summary>
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["CIRCUIT_BREAKER_FAILURE_THRESHOLD"] = "20",
        ["CIRCUIT_BREAKER_RECOVERY_TIMEOUT"] = "5",
        ["HTTP_TIMEOUT"] = "2000",
        ["CHANGE_DEADLINE"] = "3000",
        ["QUIESCE_WINDOW"] = "3",
    };

    [Fact]
    public async Task No_payment_is_made_twice_or_claimed_falsely_whatever_breaks_around_two_servers()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        await using var fleet = await Fleet.StartAsync(
            new FleetPlan
            {
                BankOptions = ["--limits", "none", "--seed", "demo"],
                Settings = Settings,
                Seed = Seed,
            }
        );
        var accounts = await PayingAgents.OpenAccountsAsync(fleet.Bank, count: 8);
        using var agents = PayingAgents.Start(() => fleet.Url, accounts);
        await agents.WaitForMoreAsync(payments: 100);
        var schedule = FaultSchedule.Of(Seed, Duration, fleet.Replicas.Count);
        var done = await schedule.RunAsync(fleet, TestContext.Current.CancellationToken);
        await fleet.ReadyAsync();
        await agents.WaitForMoreAsync(payments: 150);
        var told = await agents.FinishAsync(Quiet);

        var journal = await BankJournal.ReadAsync(fleet.Bank.DataFolder);
        var operations = await StoredOperation.ReadAllAsync(fleet);
        var verdict = KillVerdict.Of(told, journal);
        Report(operations, done, verdict);

        Assert.Equal(schedule.Faults, done.Select(fault => fault.Planned));
        Assert.Equal(0, verdict.Duplicates);
        Assert.Equal(0, verdict.FalseSuccesses);
        Assert.Equal(0, verdict.FalseFailures);
        Assert.Equal(0, verdict.ForgottenKeys);
        Assert.Equal(0, verdict.Open);
        Assert.Empty(StoredOperation.Disagreements(operations, journal));
        Assert.All(operations, operation => Assert.True(operation.IsFinal, operation.ToString()));
        Assert.True(verdict.Succeeded >= 0.9 * verdict.Payments, verdict.ToString());
    }

    /// <summary>The last line is a row of the table in docs/reliability.md.</summary>
    private void Report(IReadOnlyList<StoredOperation> operations, IReadOnlyList<DoneFault> done, KillVerdict verdict)
    {
        List<TimeSpan> lasted = [.. operations.Where(it => it.IsFinal).Select(it => it.Lasted)];
        Figures.Print(
            output,
            $"""
            {string.Join('\n', done)}
            {verdict}
            | seed | seconds | operations | faults | succeeded | duplicates | false successes | false failures | unresolved | p50 to final | p99 to final |
            | {Seed} | {Duration.TotalSeconds:0} | {operations.Count} | {done.Count} | {verdict.Succeeded} | {verdict.Duplicates} | {verdict.FalseSuccesses} | {verdict.FalseFailures} | {operations.Count(
                it => !it.IsFinal
            )} | {StoredOperation.Percentile(lasted, 50)} s | {StoredOperation.Percentile(lasted, 99)} s |
            """
        );
    }
}
