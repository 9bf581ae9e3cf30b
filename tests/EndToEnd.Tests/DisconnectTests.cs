using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>
/// A client goes away at fifty seeded moments of a transfer. Before the intent nothing happens, after it everything does:
/// no payment is left open, none is in doubt because nobody waits for it, and the key tells what became of it.
/// </summary>
[Collection<FleetAlone>]
public sealed class DisconnectTests(ITestOutputHelper output)
{
    private const int Moments = 50;
    private const int Seed = 20261126;

    private static readonly TimeSpan Latest = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_client_that_goes_away_changes_nothing_after_the_dispatch()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        await using var fleet = await Fleet.StartAsync(
            new FleetPlan { BankOptions = ["--limits", "none", "--seed", "demo"] }
        );
        var accounts = await PayingAgents.OpenAccountsAsync(fleet.Bank, count: 2);
        await using var payer = await Payer.ConnectAsync(fleet.Url, PayingAgents.Name(0), accounts[0], accounts[1]);
        Assert.True((await payer.PayAsync("before-all-others")).IsSuccess);

        fleet.SwitchBank(Toxic.Latency(TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(60)));
        var chance = new SeededPauses(Seed);
        var answered = 0;
        for (var moment = 0; moment < Moments; moment++)
        {
            var after = chance.Between(TimeSpan.Zero, Latest);
            answered += await LeaveAsync(fleet, accounts, moment, after) ? 1 : 0;
        }

        await Eventually.TrueAsync(
            async () => await fleet.CountAsync("select count(*) from operation where state < 10") == 0,
            Patience,
            "every operation has ended"
        );
        var begun = await fleet.CountAsync("select count(*) from operation") - 1;
        Figures.Print(
            output,
            $"disconnects: {Moments} moments, {answered} answered before, {begun - answered} left after the intent, "
                + $"{Moments - begun} left before it (seed {Seed})"
        );
        Assert.InRange(begun - answered, 5, Moments);
        await AssertTrueAsync(fleet, payer);
    }

    /// <summary>Each key, asked for again, is paid once; nothing was ever in doubt.</summary>
    private static async Task AssertTrueAsync(Fleet fleet, Payer payer)
    {
        for (var moment = 0; moment < Moments; moment++)
        {
            Assert.True((await payer.PayAsync(KeyOf(moment))).IsSuccess);
        }

        var operations = await StoredOperation.ReadAllAsync(fleet);
        Assert.Equal(Moments + 1, operations.Count);
        Assert.All(operations, operation => Assert.Equal(OperationState.Succeeded, operation.State));
        Assert.Empty(StoredOperation.Disagreements(operations, await BankJournal.ReadAsync(fleet.Bank.DataFolder)));
        Assert.Equal(
            0,
            await fleet.CountAsync("select count(*) from audit_event where code in (203, 204, 205, 206, 207)")
        );
    }

    /// <summary>Asks for a transfer and closes the connection after that time; true when the answer came before.</summary>
    private static async Task<bool> LeaveAsync(Fleet fleet, IReadOnlyList<string> accounts, int moment, TimeSpan after)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(fleet.Url + "/mcp"))
        {
            Content = new StringContent(Call(accounts, KeyOf(moment)), Encoding.UTF8, "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            Tokens.ForAgent(PayingAgents.Name(0), "ROLE_USER")
        );
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        request.Headers.Add("MCP-Protocol-Version", Agents.InitializeEra);
        using var leave = new CancellationTokenSource(after);
        try
        {
            using var answer = await http.SendAsync(request, leave.Token);
            Assert.True(answer.IsSuccessStatusCode, answer.StatusCode.ToString());
            return true;
        }
        catch (OperationCanceledException) when (leave.IsCancellationRequested)
        {
            return false;
        }
    }

    private static string Call(IReadOnlyList<string> accounts, string key) =>
        JsonSerializer.Serialize(
            new
            {
                jsonrpc = "2.0",
                id = 1,
                method = "tools/call",
                @params = new
                {
                    name = "transfer_funds",
                    arguments = new
                    {
                        from_account_id = accounts[0],
                        to_account_id = accounts[1],
                        amount = "1.00",
                        idempotency_key = key,
                    },
                },
            }
        );

    private static string KeyOf(int moment) => $"left-at-moment-{moment:00}";
}
