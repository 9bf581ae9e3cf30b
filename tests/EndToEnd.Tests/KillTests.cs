using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>
/// Eight agents pay while the server is killed with SIGKILL again and again; every unanswered payment is repeated under
/// its key. Then what the agents were told is held against the bank's own journal. CHAOS_KILLS sets how many kills,
/// CHAOS_SEED their moments; the seed is printed with the summary.
/// </summary>
public abstract class KillTests(ITestOutputHelper output)
{
    private static readonly int Kills = Figures.Asked("CHAOS_KILLS", 3);
    private static readonly int Seed = Figures.Asked("CHAOS_SEED", 20261123);

    /// <summary>Short leases, so that what a kill left behind is settled while the test watches.</summary>
    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["CHANGE_DEADLINE"] = "3000",
        ["QUIESCE_WINDOW"] = "2",
    };

    protected abstract string Database { get; }

    [Fact]
    public async Task No_payment_is_made_twice_or_claimed_falsely_when_the_server_is_killed()
    {
        var chosen = Environment.GetEnvironmentVariable("CHAOS_DATABASE");
        Assert.SkipWhen(chosen is { Length: > 0 } && chosen != Database, $"CHAOS_DATABASE is {chosen}.");

        await using var world = await World.StartAsync("v1", Database, Settings, "--limits", "none", "--seed", "demo");
        var accounts = await PayingAgents.OpenAccountsAsync(world.Bank, count: 8);
        using var agents = PayingAgents.Start(() => world.Server.McpUrl, accounts);
        var pauses = new SeededPauses(Seed);
        for (var kill = 0; kill < Kills; kill++)
        {
            await agents.WaitForMoreAsync(payments: 150);
            await pauses.NextAsync(TimeSpan.FromMilliseconds(150));
            await world.KillServerAsync();
        }

        await agents.WaitForMoreAsync(payments: 150);
        var told = await agents.FinishAsync(TimeSpan.FromMinutes(1));
        var journal = await BankJournal.ReadAsync(world.Bank.DataFolder);
        var verdict = KillVerdict.Of(told, journal);
        Figures.Print(output, $"{Database}: {verdict} kills {Kills} seed {Seed}");

        Assert.Equal(0, verdict.Duplicates);
        Assert.Equal(0, verdict.FalseSuccesses);
        Assert.Equal(0, verdict.FalseFailures);
        Assert.Equal(0, verdict.ForgottenKeys);
        Assert.Equal(0, verdict.Open);
        Assert.True(verdict.Succeeded >= 0.9 * verdict.Payments, verdict.ToString());
    }
}

public sealed class KillOnSqliteTests(ITestOutputHelper output) : KillTests(output)
{
    protected override string Database => "sqlite";
}

public sealed class KillOnPostgresTests(ITestOutputHelper output) : KillTests(output)
{
    protected override string Database => "postgres";
}
