using System.Globalization;
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
    private static readonly int Seed = Number("FLEET_SEED", 20261126);
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(Number("FLEET_SECONDS", 20));

    /// <summary>Breakers that open late and close soon, so that the faults meet payments on their way.</summary>
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["CIRCUIT_BREAKER_FAILURE_THRESHOLD"] = "20",
        ["CIRCUIT_BREAKER_RECOVERY_TIMEOUT"] = "5",
        ["HTTP_TIMEOUT"] = "2000",
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
        var told = await agents.FinishAsync();

        var verdict = KillVerdict.Of(told, await BankJournal.ReadAsync(fleet.Bank.DataFolder));
        var report = $"{verdict} seed {Seed}\n{string.Join('\n', done)}";
        output.WriteLine(report);
        TestContext.Current.SendDiagnosticMessage(report);

        Assert.Equal(schedule.Faults, done.Select(fault => fault.Planned));
        Assert.Equal(0, verdict.Duplicates);
        Assert.Equal(0, verdict.FalseSuccesses);
        Assert.Equal(0, verdict.FalseFailures);
        Assert.Equal(0, verdict.ForgottenKeys);
        Assert.True(verdict.Succeeded >= 0.9 * verdict.Payments, report);
    }

    private static int Number(string name, int otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text
            ? int.Parse(text, CultureInfo.InvariantCulture)
            : otherwise;
}
