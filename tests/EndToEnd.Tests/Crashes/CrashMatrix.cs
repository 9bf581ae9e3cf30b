using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using FinancialMcp.CrashingServer;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Crashes;

/// <summary>A crash point with a contract: all behaviours of the contract's bank meet it together.</summary>
internal sealed record CrashLot(string Point, string Contract)
{
    public static IReadOnlyList<CrashLot> All { get; } =
    [.. CrashPoints.All.SelectMany(point => CrashMatrix.Contracts.Select(contract => new CrashLot(point, contract)))];
}

/// <summary>What came of the bank's behaviours at crash points, on one kind of database.</summary>
internal sealed record CrashMatrix(IReadOnlyList<CrashCell> Cells, KillVerdict Verdict)
{
    /// <summary>As many as keep two cores busy while most servers wait for a lease to end, of all matrices together.</summary>
    private const int AtOnce = 6;

    private const int MostTries = 3;

    private static readonly SemaphoreSlim Places = new(AtOnce);

    private static readonly (string Contract, string[] Options)[] Banks =
    [
        ("v1", ["--limits", "none"]),
        ("v2", ["--limits", "none", "--deposits", "on", "--step-up", BankBehaviour.StepUpAbove]),
    ];

    public static IEnumerable<string> Contracts => Banks.Select(bank => bank.Contract);

    /// <summary>Runs the lots against one bank of each contract. The slowest begin first.</summary>
    public static async Task<CrashMatrix> RunAsync(string databaseKind, IReadOnlyCollection<CrashLot> lots)
    {
        await using var started = new Belongings();
        var banks = new List<BankProcess>();
        foreach (var (contract, options) in Banks)
        {
            banks.Add(started.Keep(await BankProcess.StartAsync(contract, options)));
        }

        using var http = new HttpClient();
        var givenUp = new ConcurrentBag<string>();
        var runs =
            from lot in lots.OrderByDescending(lot => CrashPoints.IsProbe(lot.Point))
            let bank = banks.Single(bank => bank.Contract == lot.Contract)
            select RunAsync(tried => new CrashRun(bank, databaseKind, lot.Point, tried, http), givenUp);
        var cells = (await Task.WhenAll(runs)).SelectMany(run => run).ToList();
        var journal = new List<JournalRow>();
        foreach (var bank in banks)
        {
            var rows = await BankJournal.ReadAsync(bank.DataFolder);
            journal.AddRange(rows.Where(row => !givenUp.Contains(row.IdempotencyKey, StringComparer.Ordinal)));
        }

        return new CrashMatrix(cells, KillVerdict.Of([.. cells.Select(cell => cell.Told)], journal));
    }

    /// <summary>A row for each behaviour, a column for each point; what was not run is empty.</summary>
    public string Table()
    {
        var points = CrashPoints.All;
        var text = new StringBuilder("| the bank \\ the server dies at |");
        text.AppendJoin('|', points.Select(point => $" `{point}` ")).Append("|\n|---|");
        text.Insert(text.Length, "---|", points.Count).Append('\n');
        foreach (var behaviour in BankBehaviour.All)
        {
            var row = points.Select(point =>
                Cells.SingleOrDefault(cell => cell.Behaviour == behaviour && cell.Point == point)
            );
            text.Append("| ").Append(behaviour.Name).Append(" | ");
            text.AppendJoin(" | ", row.Select(cell => cell?.Text)).Append(" |\n");
        }

        return text.ToString();
    }

    /// <summary>Duplicates, false failures and lost successes, with what they are the part of.</summary>
    public string Totals()
    {
        var people = Cells.Count(cell => cell.IsForPeople);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Cells.Count} combinations: {Verdict.Succeeded} told succeeded, {Cells.Count - Verdict.Succeeded - people} told failed, "
                + $"{people} left to people; posted twice {Verdict.Duplicates}, success that the bank does not know "
                + $"{Verdict.FalseSuccesses}, failure that the bank posted {Verdict.FalseFailures}, "
                + $"posting nobody asked for {Verdict.ForgottenKeys}."
        );
    }

    /// <summary>With new payments in a new database where a point was missed, but not for ever.</summary>
    private static async Task<IReadOnlyList<CrashCell>> RunAsync(
        Func<int, CrashRun> runOf,
        ConcurrentBag<string> givenUp
    )
    {
        await Places.WaitAsync();
        try
        {
            for (var tried = 1; ; tried++)
            {
                try
                {
                    return await runOf(tried).RunAsync();
                }
                catch (PointMissedException missed) when (tried < MostTries)
                {
                    TestContext.Current.SendDiagnosticMessage(missed.Message);
                    foreach (var key in missed.BackendKeys)
                    {
                        givenUp.Add(key);
                    }
                }
            }
        }
        finally
        {
            Places.Release();
        }
    }
}
