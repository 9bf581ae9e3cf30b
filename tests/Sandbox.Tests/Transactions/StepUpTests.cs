using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Transactions;

/// <summary>v2 with --step-up 100: a transfer above 100.00 waits for the customer.</summary>
public sealed class StepUpTests
{
    private const string Proof = """{"proof": "246810"}""";

    [Fact]
    public async Task A_transfer_above_the_threshold_answers_202_and_moves_nothing()
    {
        await using var bank = await StartAsync();
        var before = await bank.Alice.BalanceAsync(1001);

        (await bank.Alice.TransferAsync(1001, 1003, "100")).Expect(201);
        var asked = (await bank.Alice.TransferAsync(1001, 1003, "100.01", "k")).Expect(202);
        var again = (await bank.Alice.TransferAsync(1001, 1003, "100.01", "k")).Expect(202);
        (await bank.Alice.TransferAsync(1001, 1003, "100.02", "k")).Expect(409);

        Assert.Equal("true", asked.Raw("authorizationRequired"));
        Assert.Equal("PENDING", asked.Text("status"));
        Assert.Equal("""["HIGH_VALUE_TRANSFER"]""", asked.Raw("authorizationReasons"));
        Assert.Equal("2026-03-15T12:05:00Z", asked.Text("authorizationExpiresAt"));
        Assert.Equal(asked.Body, again.Body);
        Assert.Equal(asked.Body, (await StateAsync(bank.Alice, asked)).Expect(200).Body);
        Assert.Equal(
            0,
            LedgerFacts.Number(bank.Host.LedgerPath, "SELECT count(*) FROM transactions WHERE idempotency_key = 'k'")
        );
        Assert.Equal(Minus(before, 100m), await bank.Alice.BalanceAsync(1001));
        (await StateAsync(bank.Bob, asked)).Expect(400);
    }

    [Fact]
    public async Task Given_the_proof_it_moves_once_and_its_key_answers_with_the_transaction()
    {
        await using var bank = await StartAsync();
        var before = await bank.Alice.BalanceAsync(1001);
        var asked = (await bank.Alice.TransferAsync(1001, 1003, "150", "k")).Expect(202);

        (await AuthorizeAsync(bank.Alice, asked, """{"proof": "000000"}""")).Expect(403);
        var replies = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => AuthorizeAsync(bank.Alice, asked, Proof)));
        var replay = (await bank.Alice.TransferAsync(1001, 1003, "150", "k")).Expect(201);

        Assert.All(replies, r => Assert.Equal(replay.Body, r.Expect(201).Body));
        Assert.Equal("COMPLETED", replay.Text("status"));
        Assert.Equal(replay.Body, (await StateAsync(bank.Alice, asked)).Expect(200).Body);
        Assert.Equal(Minus(before, 150m), await bank.Alice.BalanceAsync(1001));
        (await CancelAsync(bank.Alice, asked)).Expect(409);
    }

    [Fact]
    public async Task Cancelled_it_never_moves()
    {
        await using var bank = await StartAsync();
        var asked = (await bank.Alice.TransferAsync(1001, 1003, "150", "k")).Expect(202);

        (await CancelAsync(bank.Bob, asked)).Expect(400);
        var cancelled = (await CancelAsync(bank.Alice, asked)).Expect(200);

        Assert.Equal("CANCELLED", cancelled.Text("status"));
        Assert.Equal("false", cancelled.Raw("authorizationRequired"));
        (await AuthorizeAsync(bank.Alice, asked, Proof)).Expect(409);
        Assert.Equal(cancelled.Body, (await bank.Alice.TransferAsync(1001, 1003, "150", "k")).Expect(202).Body);
    }

    [Fact]
    public async Task It_expires_after_five_minutes()
    {
        await using var bank = await StartAsync();
        var asked = (await bank.Alice.TransferAsync(1001, 1003, "150", "k")).Expect(202);

        bank.Clock.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(
            "Transfer authorization has expired",
            (await AuthorizeAsync(bank.Alice, asked, Proof)).Expect(409).Text("message")
        );
    }

    [Fact]
    public async Task A_refusal_at_the_end_is_final()
    {
        await using var bank = await StartAsync();
        var asked = (await bank.Alice.TransferAsync(1001, 1003, "150", "k")).Expect(202);
        (
            await bank.Olivia.AccountsAsync(
                HttpMethod.Patch,
                "/api/accounts/1001/status",
                """{"status": "FROZEN", "reason": "x"}"""
            )
        ).Expect(200);

        (await AuthorizeAsync(bank.Alice, asked, Proof)).Expect(409);

        Assert.Equal("FAILED", (await StateAsync(bank.Alice, asked)).Expect(200).Text("status"));
        LedgerFacts.AssertSound(bank.Host.LedgerPath);
    }

    [Fact]
    public async Task Without_a_threshold_and_in_v1_nothing_waits()
    {
        await using var v2 = await TestBank.StartAsync(BankContract.V2);
        await using var v1 = await TestBank.StartAsync(BankContract.V1, o => o with { StepUpAbove = 100 });

        (await v2.Alice.TransferAsync(1001, 1003, "1500")).Expect(201);
        (await v1.Alice.TransferAsync(1001, 1003, "1500")).Expect(201);
    }

    private static Task<TestBank> StartAsync() =>
        TestBank.StartAsync(BankContract.V2, o => o with { StepUpAbove = 100 });

    private static Task<Reply> StateAsync(BankClient client, Reply asked) =>
        client.GetTransactionsAsync($"/api/transactions/authorizations/{asked.Text("transactionId")}");

    private static Task<Reply> CancelAsync(BankClient client, Reply asked) =>
        client.TransactionsAsync(HttpMethod.Delete, $"/api/transactions/{asked.Text("transactionId")}/authorization");

    private static Task<Reply> AuthorizeAsync(BankClient client, Reply asked, string body) =>
        client.TransactionsAsync(HttpMethod.Post, $"/api/transactions/{asked.Text("transactionId")}/authorize", body);

    private static string Minus(string balance, decimal amount) =>
        (decimal.Parse(balance, System.Globalization.CultureInfo.InvariantCulture) - amount).ToString(
            "0.00",
            System.Globalization.CultureInfo.InvariantCulture
        );
}
