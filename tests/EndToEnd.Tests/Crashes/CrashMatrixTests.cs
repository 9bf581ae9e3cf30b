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
public sealed class CrashMatrixTests(CrashMatrices matrices, ITestOutputHelper output) : IClassFixture<CrashMatrices>
{
    [Fact]
    public Task Dying_at_any_point_loses_repeats_and_invents_no_payment_on_SQLite() => HoldAsync("sqlite");

    [Fact]
    public Task Dying_at_any_point_loses_repeats_and_invents_no_payment_on_PostgreSQL()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        return HoldAsync("postgres");
    }

    private async Task HoldAsync(string database)
    {
        var matrix = await matrices.OfAsync(database);
        var report = $"{database}, seed {CrashMatrices.Seed}: {matrix.Totals()}\n{matrix.Table()}";
        output.WriteLine(report);
        TestContext.Current.SendDiagnosticMessage(report);

        Assert.Equal("", string.Join('\n', matrix.Cells.SelectMany(cell => cell.Problems())));
        Assert.Equal(0, matrix.Verdict.Duplicates);
        Assert.Equal(0, matrix.Verdict.FalseSuccesses);
        Assert.Equal(0, matrix.Verdict.FalseFailures);
        Assert.Equal(0, matrix.Verdict.ForgottenKeys);
        Assert.Equal(
            CrashMatrices
                .LotsOf(database)
                .Sum(lot => BankBehaviour.All.Count(behaviour => behaviour.Contract == lot.Contract)),
            matrix.Cells.Count
        );
        Assert.True(matrix.Cells.Count(cell => cell.IsMet) >= 0.8 * matrix.Cells.Count, report);
        await CrashReport.WriteAsync(database, matrix);
    }
}
