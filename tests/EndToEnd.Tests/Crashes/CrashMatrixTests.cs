using System.Globalization;
using FinancialMcp.CrashingServer;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Crashes;

/// <summary>
/// The server dies by SIGKILL at the named points of a payment, while the bank behaves in every way it can, and comes
/// back; then what the agents were told is held against the bank's journal. Of its own, some points meet the bank of one
/// contract on SQLite and one of them does on PostgreSQL, chosen by CRASH_SEED. CRASH_POINTS=all is all points with both
/// banks on SQLite and more of them on PostgreSQL; CRASH_POINTS=NAME,NAME is these points with both banks on both.
/// CRASH_REPORT names a page whose tables are to be written.
/// </summary>
[Collection<FleetAlone>]
public sealed class CrashMatrixTests(ITestOutputHelper output)
{
    private static readonly int Seed = int.Parse(Given("CRASH_SEED") ?? "20261126", CultureInfo.InvariantCulture);

    private static readonly bool IsWhole = Given("CRASH_POINTS") == "all";

    [Fact]
    public Task Dying_at_any_point_loses_repeats_and_invents_no_payment_on_SQLite() =>
        HoldAsync("sqlite", Named() ?? (IsWhole ? CrashLot.All : Some(count => count / 2)));

    [Fact]
    public Task Dying_at_any_point_loses_repeats_and_invents_no_payment_on_PostgreSQL()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        return HoldAsync(
            "postgres",
            Named()
                ?? (
                    IsWhole
                        ? Some(count => (count + 1) / 2)
                        : [Some(count => count / 2).First(lot => !CrashPoints.IsProbe(lot.Point))]
                )
        );
    }

    private async Task HoldAsync(string database, IReadOnlyCollection<CrashLot> lots)
    {
        var began = TimeProvider.System.GetTimestamp();
        var matrix = await CrashMatrix.RunAsync(database, lots);
        var took = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        var report = $"{database}, seed {Seed}, {took:0} s: {matrix.Totals()}\n{matrix.Table()}";
        output.WriteLine(report);
        TestContext.Current.SendDiagnosticMessage(report);

        Assert.Equal("", string.Join('\n', matrix.Cells.SelectMany(cell => cell.Problems())));
        Assert.Equal(0, matrix.Verdict.Duplicates);
        Assert.Equal(0, matrix.Verdict.FalseSuccesses);
        Assert.Equal(0, matrix.Verdict.FalseFailures);
        Assert.Equal(0, matrix.Verdict.ForgottenKeys);
        Assert.Equal(
            lots.Sum(lot => BankBehaviour.All.Count(behaviour => behaviour.Contract == lot.Contract)),
            matrix.Cells.Count
        );
        Assert.True(matrix.Cells.Count(cell => cell.IsMet) >= 0.8 * matrix.Cells.Count, report);
        await CrashReport.WriteAsync(database, matrix);
    }

    /// <summary>The lots of the points that CRASH_POINTS names; null when it names none.</summary>
    private static List<CrashLot>? Named() =>
        Given("CRASH_POINTS") is { } points && !IsWhole
            ? [.. CrashLot.All.Where(lot => points.Split(',').Contains(lot.Point, StringComparer.Ordinal))]
            : null;

    /// <summary>So many of the points of each kind, with one bank after the other, in an order of the seed's.</summary>
    private static List<CrashLot> Some(Func<int, int> share)
    {
        var choice = new SeededPauses(Seed);
        var contracts = CrashMatrix.Contracts.ToList();
        var chosen = new List<string>();
        foreach (var kind in CrashPoints.All.GroupBy(point => (CrashPoints.IsHeld(point), CrashPoints.IsProbe(point))))
        {
            var left = kind.ToList();
            for (var most = share(left.Count); most > 0; most--)
            {
                var next = choice.Next(left.Count);
                chosen.Insert(choice.Next(chosen.Count + 1), left[next]);
                left.RemoveAt(next);
            }
        }

        return [.. chosen.Select((point, at) => new CrashLot(point, contracts[at % contracts.Count]))];
    }

    private static string? Given(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;
}
