using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>
/// The bank does payments and their answers are lost, or loses the payments themselves; it shows nothing for a while, is
/// then cut off, and then well again: the doubts end by themselves, soon, and as the bank's journal has it.
/// LOST_ANSWERS asks for more payments.
/// </summary>
public sealed class LostAnswerTests(ITestOutputHelper output)
{
    /// <summary>Fewer in a row than open a breaker, which would hide the bank from those after them.</summary>
    private const int PerBatch = 10;

    private const int QuiesceSeconds = 3;

    private static readonly int Batches = Figures.Asked("LOST_ANSWERS", 100) / PerBatch;
    private static readonly TimeSpan Goal = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Cut = TimeSpan.FromSeconds(3);

    private static readonly Dictionary<string, string> Settings = new(StringComparer.Ordinal)
    {
        ["CHANGE_DEADLINE"] = "3000",
        ["QUIESCE_WINDOW"] = QuiesceSeconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
        ["CIRCUIT_BREAKER_FAILURE_THRESHOLD"] = "20",
        ["CIRCUIT_BREAKER_RECOVERY_TIMEOUT"] = "5",
        ["HTTP_TIMEOUT"] = "2000",
    };

    [Fact]
    public async Task Doubts_end_soon_after_the_bank_is_well_again_and_end_truly()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        await using var fleet = await Fleet.StartAsync(
            new FleetPlan { BankOptions = ["--limits", "none", "--seed", "demo"], Settings = Settings }
        );
        await using var clients = new Belongings();
        var accounts = await PayingAgents.OpenAccountsAsync(fleet.Bank, count: 2);
        var payers = new List<Payer>();
        foreach (var replica in fleet.Replicas)
        {
            payers.Add(
                clients.Keep(
                    await Payer.ConnectAsync(replica.Server.McpUrl, PayingAgents.Name(0), accounts[0], accounts[1])
                )
            );
        }

        var doubted = await LoseAsync(fleet, payers);
        Assert.Equal(Batches * PerBatch, doubted);
        fleet.SwitchBank(Toxic.Down);
        await fleet.Bank.ClearScriptsAsync();
        await TimerTick.AfterAsync(Cut, CancellationToken.None);
        fleet.SwitchBank(Toxic.None);
        var well = TimeProvider.System.GetUtcNow();

        await Eventually.TrueAsync(
            async () => await fleet.CountAsync("select count(*) from operation where state < 10") == 0,
            Goal + Goal,
            "no doubt is left"
        );
        await JudgeAsync(fleet, well);
    }

    /// <summary>Every second batch was done by the bank, the others never reached its ledger. Returns how many are in doubt.</summary>
    private static async Task<long> LoseAsync(Fleet fleet, List<Payer> payers)
    {
        for (var batch = 0; batch < Batches; batch++)
        {
            await fleet.Bank.ClearScriptsAsync();
            await fleet.Bank.ScriptAsync(
                new
                {
                    kind = "unavailable",
                    service = "transaction",
                    method = "GET",
                    count = 0,
                }
            );
            await fleet.Bank.ScriptAsync(
                new
                {
                    kind = batch % 2 == 0 ? "commit_then_drop" : "drop_before_commit",
                    service = "transaction",
                    method = "POST",
                    count = PerBatch,
                }
            );
            var lost = await Task.WhenAll(
                Enumerable
                    .Range(0, PerBatch)
                    .Select(payment => payers[payment % payers.Count].PayAsync($"lost-{batch:000}-answer-{payment:00}"))
            );
            Assert.All(lost, answer => Assert.Equal("in_doubt", answer.Status));
            foreach (var (payer, number) in payers.Select((payer, number) => (payer, number)))
            {
                // Answered as usual: it tells the replica's breaker that the bank is there.
                Assert.True((await payer.PayAsync($"lost-{batch:000}-between-{number:00}")).IsSuccess);
            }
        }

        return await fleet.CountAsync("select count(*) from operation where state = 5");
    }

    private async Task JudgeAsync(Fleet fleet, DateTimeOffset well)
    {
        var ended = await fleet.ReadAsync(
            "select updated_at, sent_until, state from operation where doubt_since is not null",
            row =>
                (
                    At: row.GetFieldValue<DateTimeOffset>(0),
                    Lease: row.GetFieldValue<DateTimeOffset>(1),
                    State: row.GetInt16(2)
                )
        );
        List<TimeSpan> sinceWell = [.. ended.Select(one => one.At - well)];
        var fromThen = TimeSpan.FromSeconds(5 + QuiesceSeconds);
        var inTime = ended.Count(one => one.At - (one.Lease > well ? one.Lease : well) - fromThen <= Goal);
        Figures.Print(
            output,
            $"lost answers: {ended.Count} in doubt, {ended.CountBy(one => one.State).Aggregate("", (all, one) => $"{all}{one.Value} came to state {one.Key}, ")}"
                + $"after the bank was well: p50 {StoredOperation.Percentile(sinceWell, 50)} p95 {StoredOperation.Percentile(sinceWell, 95)} "
                + $"p99 {StoredOperation.Percentile(sinceWell, 99)} s"
        );
        Assert.Equal(Batches * PerBatch, ended.Count);
        Assert.True(inTime >= 0.95 * ended.Count, $"{inTime} of {ended.Count} in time");
        var operations = await StoredOperation.ReadAllAsync(fleet);
        Assert.Empty(StoredOperation.Disagreements(operations, await BankJournal.ReadAsync(fleet.Bank.DataFolder)));
        Assert.Equal(
            Batches / 2 * PerBatch,
            operations.Count(it => it.State == Domain.Operations.OperationState.Failed)
        );
    }
}
