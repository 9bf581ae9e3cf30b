using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>
/// Sixty-four calls with one key at once, on two replicas, again and again: each key is carried out once, and everybody
/// is told of the same operation. ONE_KEY_ROUNDS asks for that many rounds.
/// </summary>
[Collection<FleetAlone>]
public sealed class OneKeyTests(ITestOutputHelper output)
{
    private const int ClientCount = 16;
    private const int CallsPerClient = 4;

    private static readonly int Rounds = Figures.Asked("ONE_KEY_ROUNDS", 25);

    [Fact]
    public async Task Sixty_four_calls_with_one_key_make_one_payment()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        await using var fleet = await Fleet.StartAsync(
            new FleetPlan { BankOptions = ["--limits", "none", "--seed", "demo"] }
        );
        await using var clients = new Belongings();
        var accounts = await PayingAgents.OpenAccountsAsync(fleet.Bank, count: 2);
        var payers = new List<Payer>();
        for (var number = 0; number < ClientCount; number++)
        {
            var url = fleet.Replicas[number % fleet.Replicas.Count].Server.McpUrl;
            payers.Add(clients.Keep(await Payer.ConnectAsync(url, PayingAgents.Name(0), accounts[0], accounts[1])));
        }

        var counted = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            await RoundAsync(payers, KeyOf(round), counted);
        }

        Figures.Print(
            output,
            $"one key: {Rounds} rounds of {ClientCount * CallsPerClient} calls; "
                + string.Join(", ", counted.Select(pair => $"{pair.Value} {pair.Key}"))
        );
        await AssertOncePerKeyAsync(fleet, payers[0]);
    }

    private static string KeyOf(int round) => $"one-key-round-{round:0000}";

    /// <summary>All at once; then the key once more, which tells of the same operation.</summary>
    private static async Task RoundAsync(List<Payer> payers, string key, Dictionary<string, int> counted)
    {
        var answers = await Task.WhenAll(
            payers.SelectMany(payer =>
                Enumerable.Range(0, CallsPerClient).Select(_ => Task.Run(() => payer.PayAsync(key)))
            )
        );
        Assert.All(answers, answer => Assert.Contains(answer.Status, (string[])["succeeded", "OPERATION_IN_PROGRESS"]));
        var operation = Assert.Single(answers.Select(answer => answer.OperationId).Distinct(StringComparer.Ordinal));
        Assert.Single(answers, answer => answer is { IsSuccess: true, IsReplay: false });
        Assert.Equal(new Answer("succeeded", operation, IsReplay: true), await payers[^1].PayAsync(key));
        foreach (var answer in answers)
        {
            var kind = answer.IsReplay ? "replayed" : answer.Status;
            counted[kind] = counted.GetValueOrDefault(kind) + 1;
        }
    }

    private static async Task AssertOncePerKeyAsync(Fleet fleet, Payer payer)
    {
        var journal = await BankJournal.ReadAsync(fleet.Bank.DataFolder);
        var posted = journal.Where(row => row.IsPosted).ToLookup(row => row.IdempotencyKey, StringComparer.Ordinal);
        for (var round = 0; round < Rounds; round++)
        {
            Assert.Single(posted[payer.BackendKeyOf(KeyOf(round))]);
        }

        var operations = await StoredOperation.ReadAllAsync(fleet);
        Assert.Equal(Rounds, operations.Count);
        Assert.Empty(StoredOperation.Disagreements(operations, journal));
        Assert.Equal(Rounds, await fleet.CountAsync("select count(*) from audit_event where code = 200"));
        Assert.Equal(Rounds, await fleet.CountAsync("select count(*) from operation_attempt"));
    }
}
