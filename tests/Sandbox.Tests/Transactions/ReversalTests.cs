using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Transactions;

public sealed class ReversalTests
{
    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task A_reversal_is_the_mirror_and_marks_the_original(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract);
        var before = (await bank.Alice.BalanceAsync(1001), await bank.Bob.BalanceAsync(1003));
        var id = await TransferAsync(bank, "25");

        var reversal = (await bank.Alice.ReverseAsync(id, "rk")).Expect(200);

        Assert.Equal("REVERSAL", reversal.Text("type"));
        Assert.Equal("COMPLETED", reversal.Text("status"));
        Assert.Equal(
            ("1003", "1001", "25.00"),
            (reversal.Text("fromAccountId"), reversal.Text("toAccountId"), reversal.Raw("amount"))
        );
        Assert.Equal($"REV-{id}", reversal.Text("reference"));
        Assert.Equal(id, reversal.Text("originalTransactionId"));
        Assert.Equal("rk", reversal.Text("idempotencyKey"));
        Assert.Equal("a mistake", reversal.Text("reversalReason"));
        var original = (await bank.Alice.GetTransactionsAsync($"/api/transactions/{id}")).Expect(200);
        Assert.Equal("REVERSED", original.Text("status"));
        Assert.Equal(reversal.Text("transactionId"), original.Text("reversalTransactionId"));
        Assert.Equal("alice", original.Text("reversedBy"));
        Assert.Equal(before, (await bank.Alice.BalanceAsync(1001), await bank.Bob.BalanceAsync(1003)));
        LedgerFacts.AssertSound(bank.Host.LedgerPath);
    }

    [Fact]
    public async Task Reversals_of_deposits_and_withdrawals_have_the_outside_on_the_other_side()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        var before = await bank.Alice.BalanceAsync(1001);
        var deposit = (await bank.Alice.DepositAsync(1001, "30")).Expect(201).Text("transactionId")!;
        var withdrawal = (await bank.Alice.WithdrawAsync(1001, "20")).Expect(201).Text("transactionId")!;

        Assert.Equal("EXTERNAL", (await bank.Alice.ReverseAsync(deposit)).Expect(200).Text("toAccountId"));
        Assert.Equal("EXTERNAL", (await bank.Alice.ReverseAsync(withdrawal)).Expect(200).Text("fromAccountId"));

        Assert.Equal(before, await bank.Alice.BalanceAsync(1001));
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task A_transaction_is_reversed_once(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract);
        var id = await TransferAsync(bank, "25");

        var replies = await Task.WhenAll(Enumerable.Range(0, 16).Select(i => bank.Alice.ReverseAsync(id, $"rk-{i}")));

        Assert.Equal(1, replies.Count(r => r.Status == 200));
        var refused = replies.First(r => r.Status != 200).Expect(409);
        Assert.Equal("Transaction Already Reversed", refused.Text("error"));
        Assert.Equal(id, refused.Text("transactionId"));
        Assert.Equal(
            "true",
            (await bank.Alice.GetTransactionsAsync($"/api/transactions/{id}/reversed")).Expect(200).Raw("isReversed")
        );
        Assert.Single(
            (await bank.Alice.GetTransactionsAsync($"/api/transactions/{id}/reversals"))
                .Expect(200)
                .Json.EnumerateArray()
        );
    }

    [Fact]
    public async Task The_same_key_replays_a_reversal_and_v2_compares_it()
    {
        await using var v1 = await TestBank.StartAsync(BankContract.V1);
        await using var v2 = await TestBank.StartAsync(BankContract.V2);
        var (first, second) = (await TransferAsync(v1, "25"), await TransferAsync(v1, "5"));
        var third = await TransferAsync(v2, "25");

        var done = (await v1.Alice.ReverseAsync(first, "rk")).Expect(200);
        Assert.Equal(done.Body, (await v1.Alice.ReverseAsync(first, "rk", "another reason")).Expect(200).Body);
        Assert.Equal(done.Body, (await v1.Alice.ReverseAsync(second, "rk")).Expect(200).Body);

        var compared = (await v2.Alice.ReverseAsync(third, "rk")).Expect(200);
        Assert.Equal(compared.Body, (await v2.Alice.ReverseAsync(third, "rk")).Expect(200).Body);
        (await v2.Alice.ReverseAsync(third, "rk", "another reason")).Expect(409);
    }

    [Fact]
    public async Task Only_the_creator_and_the_privileged_see_and_reverse_a_transaction()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        var id = await TransferAsync(bank, "25");

        (await bank.Bob.GetTransactionsAsync($"/api/transactions/{id}")).Expect(403);
        (await bank.Bob.GetTransactionsAsync($"/api/transactions/{id}/reversed")).Expect(403);
        (await bank.Bob.GetTransactionsAsync($"/api/transactions/{id}/reversals")).Expect(403);
        (await bank.Bob.ReverseAsync(id)).Expect(403);
        Assert.Equal(
            "false",
            (await bank.Alice.GetTransactionsAsync($"/api/transactions/{id}/reversed")).Expect(200).Raw("isReversed")
        );
        (await bank.Olivia.ReverseAsync(id)).Expect(200);
    }

    [Fact]
    public async Task An_unknown_transaction_is_a_bad_request()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        Reply[] replies =
        [
            await bank.Alice.GetTransactionsAsync("/api/transactions/no-such-id"),
            await bank.Alice.ReverseAsync("no-such-id"),
            await bank.Alice.GetTransactionsAsync("/api/transactions/no-such-id/reversals"),
        ];

        Assert.All(replies, r => Assert.Equal("Transaction not found: no-such-id", r.Expect(400).Text("message")));
        Assert.All(replies, r => Assert.Equal("Bad Request", r.Text("error")));
    }

    [Fact]
    public async Task A_reversal_cannot_be_reversed()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        var reversal = (await bank.Alice.ReverseAsync(await TransferAsync(bank, "25"))).Expect(200);

        var refused = (await bank.Alice.ReverseAsync(reversal.Text("transactionId")!)).Expect(400);

        Assert.Equal("Cannot reverse a reversal transaction", refused.Text("message"));
    }

    [Fact]
    public async Task Thirty_days_are_the_window()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        var (first, second) = (await TransferAsync(bank, "25"), await TransferAsync(bank, "25"));

        bank.Clock.Advance(TimeSpan.FromDays(30));
        (await bank.Alice.ReverseAsync(first)).Expect(200);
        bank.Clock.Advance(TimeSpan.FromSeconds(1));

        var refused = (await bank.Alice.ReverseAsync(second)).Expect(400);
        Assert.Equal("Cannot reverse transactions older than 30 days", refused.Text("message"));
    }

    [Fact]
    public async Task The_beneficiary_must_still_have_the_money()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1, o => o with { BankLimits = false });
        var id = await TransferAsync(bank, "25");
        (await bank.Bob.TransferAsync(1003, 1004, await bank.Bob.BalanceAsync(1003))).Expect(201);

        Assert.Equal("Insufficient funds", (await bank.Alice.ReverseAsync(id)).Expect(400).Text("message"));
        (await bank.Bob.TransferAsync(1004, 1003, "25")).Expect(201);
        (await bank.Alice.ReverseAsync(id)).Expect(200);
    }

    [Theory]
    [InlineData(500, 200)]
    [InlineData(501, 400)]
    [InlineData(0, 400)]
    public async Task A_reason_has_1_to_500_characters(int length, int status)
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        var id = await TransferAsync(bank, "25");

        (await bank.Alice.ReverseAsync(id, reason: new string('x', length))).Expect(status);
    }

    private static async Task<string> TransferAsync(TestBank bank, string amount) =>
        (await bank.Alice.TransferAsync(1001, 1003, amount)).Expect(201).Text("transactionId")!;
}
