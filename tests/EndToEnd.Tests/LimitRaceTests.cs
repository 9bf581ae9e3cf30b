using System.Collections.Concurrent;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>
/// Two hundred payments at once, by many clients of many agents, on two replicas, under one limit that has room for
/// thirty-seven: it admits exactly those, and what it counts is at every moment what the operations add up to.
/// </summary>
[Collection<FleetAlone>]
public sealed class LimitRaceTests(ITestOutputHelper output)
{
    private const int Payments = 200;
    private const int Admitted = 37;
    private const int AgentCount = 8;
    private const int ClientCount = 40;

    /// <summary>A month rather than a day, so that midnight does not open a second window in the middle of a run.</summary>
    private const string Policy = """
        [{ "name": "together", "per": "EVERYONE", "month": { "amount": "37.00" }, "twin_window_seconds": 0 }]
        """;

    /// <summary>One statement, so that what is compared is of one moment.</summary>
    private const string Standing = """
        select w.used, w.held, w.used_count + w.held_count,
            (select coalesce(sum(amount_minor), 0)::bigint from limit_hold where state = 2),
            (select coalesce(sum(amount_minor), 0)::bigint from limit_hold where state = 1),
            (select coalesce(sum(amount_minor), 0)::bigint from operation where state = 10),
            (select coalesce(sum(amount_minor), 0)::bigint from operation where state < 10),
            (select count(*) from operation where state <= 10)
        from limit_window w
        """;

    [Fact]
    public async Task Of_two_hundred_payments_at_once_a_limit_admits_exactly_those_it_has_room_for()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        await using var fleet = await Fleet.StartAsync(
            new FleetPlan
            {
                BankOptions = ["--limits", "none", "--seed", "demo"],
                Policy = Policy,
                Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["HTTP_TIMEOUT"] = "20000" },
            }
        );
        await using var clients = new Belongings();
        var payers = await ConnectAsync(fleet, clients);

        // A bank that takes its time keeps holds standing while the others ask for room.
        fleet.SwitchBank(
            Toxic.Latency(TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(60), TimeSpan.FromMilliseconds(120))
        );
        var samples = new ConcurrentQueue<Sample>();
        using var watching = new CancellationTokenSource();
        var watch = WatchAsync(fleet, samples, watching.Token);
        var answers = await PayAllAsync(payers);
        await watching.CancelAsync();
        await watch;
        samples.Enqueue((await SampleAsync(fleet))!);

        var outcomes = answers.CountBy(answer => answer.Status).ToDictionary(StringComparer.Ordinal);
        var held = samples.Count(sample => sample.Held > 0);
        Figures.Print(
            output,
            $"limit race: {Payments} payments, {string.Join(", ", outcomes.Select(pair => $"{pair.Value} {pair.Key}"))}; "
                + $"{samples.Count} samples, {held} of them with holds, most used + held {samples.Max(it => it.Used + it.Held)}"
        );
        Assert.All(samples, AssertAddsUp);
        Assert.InRange(held, 3, int.MaxValue);
        Assert.Equal(Admitted, outcomes.GetValueOrDefault("succeeded"));
        Assert.Equal(Payments - Admitted, outcomes.GetValueOrDefault("LIMIT_EXCEEDED"));
        await AssertBankAgreesAsync(fleet);
    }

    private static async Task<IReadOnlyList<Payer>> ConnectAsync(Fleet fleet, Belongings clients)
    {
        var accounts = await PayingAgents.OpenAccountsAsync(fleet.Bank, AgentCount);
        var payers = new List<Payer>();
        for (var number = 0; number < ClientCount; number++)
        {
            var agent = number % AgentCount;
            var url = fleet.Replicas[number / AgentCount % fleet.Replicas.Count].Server.McpUrl;
            var to = accounts[(agent + 1) % AgentCount];
            payers.Add(clients.Keep(await Payer.ConnectAsync(url, PayingAgents.Name(agent), accounts[agent], to)));
        }

        return payers;
    }

    private static Task<Answer[]> PayAllAsync(IReadOnlyList<Payer> payers) =>
        Task.WhenAll(
            Enumerable
                .Range(0, Payments)
                .Select(payment =>
                    Task.Run(() => payers[payment % payers.Count].PayAsync($"limit-race-payment-{payment:000}"))
                )
        );

    private static async Task WatchAsync(Fleet fleet, ConcurrentQueue<Sample> samples, CancellationToken until)
    {
        while (!until.IsCancellationRequested)
        {
            if (await SampleAsync(fleet) is { } sample)
            {
                samples.Enqueue(sample);
            }
        }
    }

    private static async Task<Sample?> SampleAsync(Fleet fleet)
    {
        var rows = await fleet.ReadAsync(
            Standing,
            row => new Sample(
                row.GetInt64(0),
                row.GetInt64(1),
                row.GetInt32(2),
                row.GetInt64(3),
                row.GetInt64(4),
                row.GetInt64(5),
                row.GetInt64(6),
                row.GetInt64(7)
            )
        );
        return rows.Count == 0 ? null : Assert.Single(rows);
    }

    private static void AssertAddsUp(Sample sample)
    {
        Assert.InRange(sample.Used + sample.Held, 0, Admitted * 100);
        Assert.Equal((sample.Used, sample.Held), (sample.UsedByHolds, sample.HeldByHolds));
        Assert.Equal((sample.Used, sample.Held), (sample.UsedByOperations, sample.HeldByOperations));
        Assert.Equal(sample.Operations, sample.Count);
    }

    /// <summary>Those refused left no operation, and the bank posted exactly the others.</summary>
    private static async Task AssertBankAgreesAsync(Fleet fleet)
    {
        var operations = await StoredOperation.ReadAllAsync(fleet);
        Assert.Equal(Admitted, operations.Count);
        Assert.All(operations, operation => Assert.Equal(OperationState.Succeeded, operation.State));
        Assert.Empty(StoredOperation.Disagreements(operations, await BankJournal.ReadAsync(fleet.Bank.DataFolder)));
        Assert.Equal(
            Payments - Admitted,
            await fleet.CountAsync("select count(*) from audit_event where error_code = 'LIMIT_EXCEEDED'")
        );
    }

    private sealed record Sample(
        long Used,
        long Held,
        int Count,
        long UsedByHolds,
        long HeldByHolds,
        long UsedByOperations,
        long HeldByOperations,
        long Operations
    );
}
