using System.Globalization;
using FinancialMcp.CrashingServer;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Crashes;

/// <summary>
/// The server dies by SIGKILL at every named point of a payment, while the bank behaves in every way it can, and comes
/// back; then what the agents were told is held against the bank's journal. Of its own, every point meets the bank of one
/// contract on SQLite and one point does on PostgreSQL, both chosen by CRASH_SEED; CRASH_POINTS asks for both banks at
/// some points (names with commas) or at all. CRASH_REPORT names a page whose tables are to be written.
/// </summary>
[Collection<FleetAlone>]
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    private static readonly int Seed = int.Parse(Given("CRASH_SEED") ?? "20261126", CultureInfo.InvariantCulture);

    [Fact]
    public Task Dying_at_any_point_loses_repeats_and_invents_no_payment_on_SQLite() =>
        HoldAsync("sqlite", Asked() ?? OneBankEach(CrashPoints.All));

    [Fact]
    public Task Dying_at_any_point_loses_repeats_and_invents_no_payment_on_PostgreSQL()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        return HoldAsync("postgres", Asked() ?? [OneBankEach(CrashPoints.All)[new SeededPauses(Seed + 1).Next(8)]]);
    }

    private async Task HoldAsync(string database, IReadOnlyCollection<CrashLot> lots)
    {
        var began = TimeProvider.System.GetTimestamp();
        var matrix = await CrashMatrix.RunAsync(database, lots);
        var took = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var report = $"{database}, seed {Seed}, {took:0} s: {matrix.Totals()}\n{matrix.Table()}";
        output.WriteLine(report);
        TestContext.Current.SendDiagnosticMessage(report);
        await CrashReport.WriteAsync(database, matrix);

        Assert.Equal([], matrix.Cells.SelectMany(cell => cell.Problems()));
        Assert.Equal(0, matrix.Verdict.Duplicates);
        Assert.Equal(0, matrix.Verdict.FalseSuccesses);
        Assert.Equal(0, matrix.Verdict.FalseFailures);
        Assert.Equal(0, matrix.Verdict.ForgottenKeys);
        Assert.Equal(
            lots.Sum(lot => BankBehaviour.All.Count(behaviour => behaviour.Contract == lot.Contract)),
            matrix.Cells.Count
        );
    }

    /// <summary>The lots that CRASH_POINTS names; null when it is not given.</summary>
    private static List<CrashLot>? Asked() =>
        Given("CRASH_POINTS") is { } points
            ?
            [
                .. CrashLot.All.Where(lot =>
                    points == "all" || points.Split(',').Contains(lot.Point, StringComparer.Ordinal)
                ),
            ]
            : null;

    private static List<CrashLot> OneBankEach(IReadOnlyList<string> points)
    {
        var choice = new SeededPauses(Seed);
        var contracts = CrashMatrix.Contracts.ToList();
        return [.. points.Select(point => new CrashLot(point, contracts[choice.Next(contracts.Count)]))];
    }

    private static string? Given(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;
}
