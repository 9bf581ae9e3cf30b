using FinancialMcp.Domain.Operations;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>
/// A replica is stopped (SIGSTOP) with three payments on their way: one whose intent is committed and not a byte of which
/// was sent, one that the bank has got and never does, one that the bank has done and whose answer is on its way. The
/// other replica recovers and resolves all three, the agent pays again under new keys, and the stopped process goes on:
/// whatever it still learns decides nothing, and sends nothing.
/// </summary>
public sealed class PausedReplicaTests(ITestOutputHelper output)
{
    private const string NeverSent = "paused-never-sent";
    private const string NeverDone = "paused-never-done";
    private const string Done = "paused-done-unanswered";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>The same sum under another key is a possible repetition, as it is by default.</summary>
    private const string Policy = """[{ "name": "all", "twin_window_seconds": 600 }]""";

    private static readonly Dictionary<string, string> Short = new(StringComparer.Ordinal)
    {
        ["CHANGE_DEADLINE"] = "6000",
        ["QUIESCE_WINDOW"] = "1",
    };

    [Fact]
    public async Task What_a_stopped_replica_left_is_settled_by_the_other_and_stays_as_it_was_settled()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        await using var fleet = await Fleet.StartAsync(
            new FleetPlan
            {
                BankOptions = ["--limits", "none", "--seed", "demo"],
                Policy = Policy,
                Settings = Short,
            }
        );
        var accounts = await PayingAgents.OpenAccountsAsync(fleet.Bank, count: 2);
        await using var paused = await ConnectAsync(fleet, 0, accounts);
        await using var other = await ConnectAsync(fleet, 1, accounts);

        var calls = await SendAsync(fleet, paused);
        await fleet.Replicas[0].StopAsync();
        fleet.SwitchDatabase(Toxic.None);
        await fleet.Bank.ClearScriptsAsync();
        Assert.Equal(3, await fleet.CountAsync("select count(*) from operation where state = 3"));
        Assert.Equal(0, await fleet.CountAsync("select count(*) from operation_attempt"));

        var settled = await SettledAsync(fleet);
        Assert.Equal(OperationState.Failed, settled[paused.BackendKeyOf(NeverSent)].State);
        Assert.Equal(OperationState.Failed, settled[paused.BackendKeyOf(NeverDone)].State);
        Assert.Equal(OperationState.Succeeded, settled[paused.BackendKeyOf(Done)].State);
        await PayAgainAsync(other, settled[paused.BackendKeyOf(Done)].Id);

        await fleet.Replicas[0].ContinueAsync();
        var told = await Task.WhenAll(calls).WaitAsync(Patience, TestContext.Current.CancellationToken);
        await AssertFencedAsync(fleet, paused, settled, told);
    }

    /// <summary>The late outcomes of what was sent are kept in the trail and nowhere else, and the agent hears the truth.</summary>
    private static async Task AssertFencedAsync(
        Fleet fleet,
        Payer paused,
        Dictionary<string, StoredOperation> settled,
        Answer[] told
    )
    {
        await Eventually.TrueAsync(
            async () => await fleet.CountAsync("select count(*) from audit_event where code = 207") >= 2,
            Patience,
            "the late outcomes of what was sent are recorded as fenced"
        );
        Assert.DoesNotContain(told, answer => answer.Status == "in_doubt");
        foreach (var (key, final) in new[] { (NeverSent, false), (NeverDone, false), (Done, true) })
        {
            var standing = await paused.StandingAsync(settled[paused.BackendKeyOf(key)].Id);
            Assert.Equal(final ? "succeeded" : "failed", standing.Status);
        }

        var journal = await BankJournal.ReadAsync(fleet.Bank.DataFolder);
        var operations = await StoredOperation.ReadAllAsync(fleet);
        Assert.Empty(StoredOperation.Disagreements(operations, journal));
        Assert.All(operations, operation => Assert.True(operation.IsFinal, operation.ToString()));
        Assert.All(settled, before => Assert.Contains(before.Value, operations));
        Assert.Equal(3, await fleet.CountAsync("select count(*) from operation_attempt"));
        Assert.DoesNotContain(
            journal,
            row =>
                row.IdempotencyKey == paused.BackendKeyOf(NeverSent)
                || row.IdempotencyKey == paused.BackendKeyOf(NeverDone)
        );
    }

    private static Task<Payer> ConnectAsync(Fleet fleet, int replica, IReadOnlyList<string> accounts) =>
        Payer.ConnectAsync(fleet.Replicas[replica].Server.McpUrl, PayingAgents.Name(0), accounts[0], accounts[1]);

    /// <summary>
    /// The three payments, each at its place. The answer to the last one's commit is held back by a slow way to the
    /// database: the row is there, and the process does not know yet.
    /// </summary>
    private static async Task<IReadOnlyList<Task<Answer>>> SendAsync(Fleet fleet, Payer paused)
    {
        await fleet.Bank.ScriptAsync(
            new
            {
                kind = "never_answer",
                service = "transaction",
                method = "POST",
            }
        );
        var neverDone = paused.PayAsync(NeverDone, "2.00");
        await MetAsync(fleet, 1);
        await fleet.Bank.ScriptAsync(
            new
            {
                kind = "slow_body",
                service = "transaction",
                method = "POST",
                delay_ms = 4000,
            }
        );
        var done = paused.PayAsync(Done, "3.00");
        await MetAsync(fleet, 2);
        await Eventually.TrueAsync(
            async () => Keys(await BankJournal.ReadAsync(fleet.Bank.DataFolder)).Contains(paused.BackendKeyOf(Done)),
            Patience,
            "the bank has done it"
        );
        fleet.Replicas[0].Database.Switch(Toxic.Latency(TimeSpan.Zero, TimeSpan.FromMilliseconds(450)));
        var neverSent = paused.PayAsync(NeverSent, "1.00");
        await Eventually.TrueAsync(
            async () => await fleet.CountAsync("select count(*) from operation") == 3,
            Patience,
            "the intent is committed"
        );
        return [neverSent, neverDone, done];
    }

    private static Task MetAsync(Fleet fleet, int requests) =>
        Eventually.TrueAsync(
            async () => await fleet.Bank.MetByScriptsAsync() == requests,
            Patience,
            "the request is at the bank"
        );

    private async Task<Dictionary<string, StoredOperation>> SettledAsync(Fleet fleet)
    {
        IReadOnlyList<StoredOperation> operations = [];
        await Eventually.TrueAsync(
            async () => (operations = await StoredOperation.ReadAllAsync(fleet)).All(operation => operation.IsFinal),
            Patience,
            "the other replica has settled all"
        );
        Figures.Print(
            output,
            $"paused replica: settled by the other {string.Join(", ", operations.Select(it => $"{it.State} after {it.Lasted.TotalSeconds:0.0} s"))}"
        );
        return operations.ToDictionary(operation => operation.BackendKey, StringComparer.Ordinal);
    }

    /// <summary>What failed may be paid again; what succeeded looks like a repetition until the agent says it is none.</summary>
    private static async Task PayAgainAsync(Payer other, string done)
    {
        Assert.True((await other.PayAsync("again-never-sent", "1.00")).IsSuccess);
        Assert.True((await other.PayAsync("again-never-done", "2.00")).IsSuccess);
        var refused = await other.PayAsync("again-done-unanswered", "3.00");
        Assert.Equal(("POSSIBLE_DUPLICATE", done), (refused.Status, refused.OperationId));
        Assert.True((await other.PayAsync("again-done-unanswered", "3.00", distinctFrom: done)).IsSuccess);
    }

    private static IEnumerable<string?> Keys(IEnumerable<JournalRow> journal) =>
        journal.Select(row => row.IdempotencyKey);
}
