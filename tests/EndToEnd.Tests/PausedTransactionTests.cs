using System.Diagnostics;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>
/// A replica is stopped (SIGSTOP) in the middle of the transaction that claims a payment: it holds the limit's lock, and
/// has judged the payment by what people had decided until then. The others get the limit back soon, and what people
/// decide meanwhile holds for it too when it goes on.
/// </summary>
public sealed class PausedTransactionTests(ITestOutputHelper output)
{
    private const string Key = "paused-in-transaction";

    private const string Policy = """
        [{ "name": "together", "per": "EVERYONE", "month": { "amount": "1000" }, "twin_window_seconds": 0 }]
        """;

    private const string InTransaction = """
        select count(*) from pg_stat_activity
        where application_name = 'financial-mcp writer' and state = 'idle in transaction' and datname = current_database()
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Promise = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task A_replica_stopped_in_its_transaction_holds_up_nobody_and_sends_nothing_late()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        await using var fleet = await Fleet.StartAsync(
            new FleetPlan { BankOptions = ["--limits", "none", "--seed", "demo"], Policy = Policy }
        );
        await using var desk = AdminDesk.Beside(fleet);
        var accounts = await PayingAgents.OpenAccountsAsync(fleet.Bank, count: 2);
        await using var paused = await ConnectAsync(fleet, 0, accounts);
        await using var other = await ConnectAsync(fleet, 1, accounts);
        Assert.True((await other.PayAsync("before-the-pause")).IsSuccess);

        fleet.Replicas[0].Database.Switch(Toxic.Latency(TimeSpan.Zero, TimeSpan.FromMilliseconds(600)));
        var call = paused.PayAsync(Key);
        await Eventually.TrueAsync(
            async () => await fleet.CountAsync(InTransaction) > 0,
            Patience,
            "the claim's transaction has begun"
        );
        await fleet.Replicas[0].StopAsync();
        fleet.SwitchDatabase(Toxic.None);

        var clock = Stopwatch.StartNew();
        await Eventually.TrueAsync(
            async () => (await other.PayAsync("during-the-pause")).IsSuccess,
            Patience,
            "the other replica pays under the same limit"
        );
        Figures.Print(output, $"stopped in its transaction: the other paid after {clock.Elapsed.TotalSeconds:0.00} s");
        Assert.InRange(clock.Elapsed, TimeSpan.Zero, Promise);

        await desk.AskAsync("olga", "operator", new SetStop(StopScope.Everything, null, "a drill"));
        await fleet.Replicas[0].ContinueAsync();
        Assert.False((await call.WaitAsync(Patience, TestContext.Current.CancellationToken)).IsSuccess);
        await Eventually.TrueAsync(
            async () => (await paused.PayAsync(Key)).Status == "EMERGENCY_STOP",
            Patience,
            "the key is still free, and the stop holds for it"
        );
        var journal = await BankJournal.ReadAsync(fleet.Bank.DataFolder);
        Assert.DoesNotContain(journal, row => row.IdempotencyKey == paused.BackendKeyOf(Key));
        Assert.Equal(2, await fleet.CountAsync("select count(*) from operation"));
    }

    private static Task<Payer> ConnectAsync(Fleet fleet, int replica, IReadOnlyList<string> accounts) =>
        Payer.ConnectAsync(fleet.Replicas[replica].Server.McpUrl, PayingAgents.Name(0), accounts[0], accounts[1]);
}
