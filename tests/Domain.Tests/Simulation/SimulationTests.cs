using System.Globalization;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>
/// Drives the rules of the money core through crashes, stopped processes, a failing store and a lying bank, and checks
/// the promises after every step. SIMULATION_SEED repeats one run; SIMULATION_STEPS makes them more.
/// </summary>
public sealed class SimulationTests(ITestOutputHelper output)
{
    private const int StepsOfARun = 4_000;
    private const long Steps = 1_000_000;

    /// <summary>What has to come up at least so often in a million steps, or the run shows nothing.</summary>
    private static readonly (string Name, long Least)[] Expected =
    [
        ("operations", 10_000),
        ("sent", 5_000),
        ("posted", 3_000),
        ("crashes", 2_000),
        ("stopped processes", 2_000),
        ("doubts resolved", 3_000),
        ("leases recovered", 1_000),
        ("refused", 5_000),
        ("replayed", 2_000),
        ("moves fenced", 2_000),
        ("commits failed before", 500),
        ("commits without an answer", 500),
        ("bank refuses a token that ended", 100),
        ("looks: Absent", 2_000),
        ("looks: Found", 1_000),
        ("looks: Unavailable", 500),
        ("asked for more approvals", 20),
        ("votes refused: OwnPayment", 500),
        ("votes refused: OwnAgent", 500),
        ("refused: over a limit", 500),
        ("refused: a possible duplicate", 500),
        ("refused: another payment under a used key", 500),
        ("refused: over a limit at dispatch", 20),
        ("to cancelled", 50),
        ("to expired", 50),
        ("to denied", 50),
        ("to needs_operator", 500),
        ("resolved by people", 200),
    ];

    /// <summary>Each with the promises of which it has to be found to break one.</summary>
    private static readonly Dictionary<string, (MachineRules Rules, string[] Promises)> Bugs = new(
        StringComparer.Ordinal
    )
    {
        ["the store's guard ignores the fence"] = (PlantedBugs.NoFence, ["P1", "P5"]),
        ["one look that shows nothing is believed"] = (PlantedBugs.AbsenceBelieved, ["P3"]),
        ["what the bank accepted fails by absence"] = (PlantedBugs.AcceptedFailsByAbsence, ["P3"]),
        ["a lease that ran out is a failure"] = (PlantedBugs.FailedWithoutLook, ["P3"]),
        ["a doubt releases its hold"] = (PlantedBugs.HoldReleasedInDoubt, ["P4"]),
        ["a limit does not count what is held"] = (PlantedBugs.HeldNotCounted, ["P4"]),
        ["the requester's vote counts"] = (PlantedBugs.RequesterVotes, ["P5"]),
        ["recovery sends a second time"] = (PlantedBugs.SentAgain, ["P1", "P2"]),
    };

    public static TheoryData<string> BugNames => [.. Bugs.Keys];

    [Fact]
    public void A_million_steps_break_no_promise()
    {
        var tally = new Tally();
        var rules = new MachineRules();
        var steps = Number("SIMULATION_SEED") is { } only
            ? new World((int)only, rules, tally).Run(StepsOfARun)
            : Run(rules, tally, Number("SIMULATION_STEPS") ?? Steps);
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{steps, 10:N0}  steps"));
        output.WriteLine(tally.ToString());

        if (steps >= Steps)
        {
            Assert.Equal([], Expected.Where(pair => tally[pair.Name] < pair.Least).Select(pair => pair.Name));
        }
    }

    /// <summary>The checks can fail: each wrong rule is found in the same runs, with no more steps.</summary>
    [Theory]
    [MemberData(nameof(BugNames))]
    public void A_planted_bug_is_found(string bug)
    {
        var (rules, promises) = Bugs[bug];
        var tally = new Tally();

        var found = Assert.Throws<PromiseBrokenException>(() => Run(rules, tally, Steps));

        Assert.Contains(found.Promise, promises);
        output.WriteLine(found.Message);
    }

    [Fact]
    public void A_run_repeats_itself_exactly()
    {
        var (first, second) = (new Tally(), new Tally());

        Assert.Equal(
            new World(7, new MachineRules(), first).Run(StepsOfARun),
            new World(7, new MachineRules(), second).Run(StepsOfARun)
        );
        Assert.Equal(first.ToString(), second.ToString());
    }

    /// <summary>Runs seed after seed until so many steps are made.</summary>
    private static long Run(MachineRules rules, Tally tally, long budget)
    {
        long steps = 0;
        for (var seed = 1; steps < budget; seed++)
        {
            steps += new World(seed, rules, tally).Run(StepsOfARun);
        }

        return steps;
    }

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number)
            ? number
            : null;
}
