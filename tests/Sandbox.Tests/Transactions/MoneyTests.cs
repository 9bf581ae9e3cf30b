using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Transactions;

public sealed class MoneyTests
{
    [Fact]
    public async Task A_transfer_answers_201_with_the_whole_row_in_v1()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        var reply = await bank.Alice.TransferAsync(
            1001,
            1003,
            "12.5",
            "key-1",
            """, "reference": "r", "description": "d" """
        );

        var id = reply.Expect(201).Text("transactionId");
        Assert.Equal(
            $$"""{"transactionId":"{{id}}","fromAccountId":"1001","toAccountId":"1003","amount":12.50,"currency":"USD","type":"TRANSFER","status":"COMPLETED","description":"d","reference":"r","createdAt":"2026-03-15T12:00:00.000000","processedAt":"2026-03-15T12:00:00.000000","createdBy":"alice","idempotencyKey":"key-1","processingState":"COMPLETED","originalTransactionId":null,"reversalTransactionId":null,"reversedAt":null,"reversedBy":null,"reversalReason":null}""",
            reply.Body
        );
    }

    [Fact]
    public async Task V2_adds_whether_an_authorization_is_required()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2);

        var reply = (await bank.Alice.TransferAsync(1001, 1003, "1")).Expect(201);

        Assert.Equal("false", reply.Raw("authorizationRequired"));
        Assert.Equal("[]", reply.Raw("authorizationReasons"));
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task Deposit_and_withdrawal_have_the_outside_on_their_other_leg(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract, o => o with { Deposits = true });
        var before = await BalanceAsync(bank, 1001);

        var deposit = (await bank.Alice.DepositAsync(1001, "40", more: """, "reference": "ref" """)).Expect(201);
        var withdrawal = (await bank.Alice.WithdrawAsync(1001, "15", more: """, "reference": "ref" """)).Expect(201);

        Assert.Equal(("EXTERNAL", "1001"), (deposit.Text("fromAccountId"), deposit.Text("toAccountId")));
        Assert.Equal(("1001", "EXTERNAL"), (withdrawal.Text("fromAccountId"), withdrawal.Text("toAccountId")));
        Assert.Equal(before + 25, await BalanceAsync(bank, 1001));
        // v1 drops the reference of these two, and only of these two.
        var reference = contract == BankContract.V1 ? null : "ref";
        Assert.Equal(reference, deposit.Text("reference"));
        Assert.Equal(reference, withdrawal.Text("reference"));
        LedgerFacts.AssertSound(bank.Host.LedgerPath);
    }

    [Fact]
    public async Task Deposits_are_off_in_v2_until_they_are_switched_on()
    {
        await using var off = await TestBank.StartAsync(BankContract.V2);
        await using var on = await TestBank.StartAsync(BankContract.V2, o => o with { Deposits = true });
        const string Capability = "/api/transactions/deposit/capability";

        Assert.Equal("false", (await off.Alice.GetTransactionsAsync(Capability)).Expect(200).Raw("enabled"));
        Assert.Equal("true", (await on.Alice.GetTransactionsAsync(Capability)).Expect(200).Raw("enabled"));
        Assert.Equal("Conflict", (await off.Alice.DepositAsync(1001, "1")).Expect(409).Text("error"));
        (await on.Alice.DepositAsync(1001, "1")).Expect(201);
    }

    [Fact]
    public async Task The_constant_limits_are_published_by_v1_alone()
    {
        await using var v1 = await TestBank.StartAsync(BankContract.V1);
        await using var v2 = await TestBank.StartAsync(BankContract.V2);
        const string Path = "/api/transactions/limits";

        Assert.Equal(
            """{"dailyLimit":10000.00,"monthlyLimit":50000.00,"singleTransactionLimit":10000.00,"currency":"USD"}""",
            (await v1.Alice.GetTransactionsAsync(Path)).Expect(200).Body
        );
        // In v2 the path is read as a transaction's id.
        (await v2.Alice.GetTransactionsAsync(Path)).Expect(400);
    }

    [Theory]
    [InlineData(BankContract.V1, "Bad Request")]
    [InlineData(BankContract.V2, "Insufficient Funds")]
    public async Task More_than_is_there_is_refused_and_leaves_no_row(BankContract contract, string error)
    {
        await using var bank = await TestBank.StartAsync(contract, o => o with { BankLimits = false });
        var all = await bank.Alice.BalanceAsync(1001);
        (await bank.Alice.TransferAsync(1001, 1003, all)).Expect(201);

        var transfer = (await bank.Alice.TransferAsync(1001, 1003, "0.01", "k")).Expect(400);
        var withdrawal = (await bank.Alice.WithdrawAsync(1001, "0.01", "k")).Expect(400);

        Assert.Equal((error, "Insufficient funds"), (transfer.Text("error"), transfer.Text("message")));
        Assert.Equal((error, "Insufficient funds"), (withdrawal.Text("error"), withdrawal.Text("message")));
        Assert.Equal(
            0,
            LedgerFacts.Number(bank.Host.LedgerPath, "SELECT count(*) FROM transactions WHERE idempotency_key = 'k'")
        );
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task Someone_elses_account_answers_like_one_that_does_not_exist(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract, o => o with { Deposits = true });
        Reply[] replies =
        [
            await bank.Alice.TransferAsync(1003, 1001, "1"),
            await bank.Alice.TransferAsync(99999, 1001, "1"),
            await bank.Alice.TransferAsync(1001, 99999, "1"),
            await bank.Alice.WithdrawAsync(1003, "1"),
            await bank.Alice.DepositAsync(1003, "1"),
            await bank.Alice.PostAsync("withdraw", """{"accountId": "abc", "amount": 1}"""),
            await bank.Alice.PostAsync("withdraw", """{"accountId": "EXTERNAL", "amount": 1}"""),
            await bank.Alice.GetTransactionsAsync("/api/transactions/account/1003"),
            await bank.Alice.GetTransactionsAsync("/api/transactions/account/abc"),
            await bank.Alice.GetTransactionsAsync("/api/transactions/account/1003/stats"),
        ];

        Assert.All(replies, r => Assert.Equal("Account not found", r.Expect(400).Text("message")));
        (await bank.Olivia.WithdrawAsync(1003, "1")).Expect(201);
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task A_frozen_account_receives_but_does_not_spend(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract, o => o with { Deposits = true });
        await FreezeAsync(bank, 1001, "FROZEN");

        var refused = (await bank.Alice.TransferAsync(1001, 1003, "1")).Expect(409);
        (await bank.Alice.WithdrawAsync(1001, "1")).Expect(409);
        (await bank.Alice.DepositAsync(1001, "1")).Expect(201);
        (await bank.Bob.TransferAsync(1003, 1001, "1")).Expect(201);
        await FreezeAsync(bank, 1001, "ACTIVE");

        Assert.Equal(("Conflict", "Account is frozen"), (refused.Text("error"), refused.Text("message")));
        (await bank.Alice.TransferAsync(1001, 1003, "1")).Expect(201);
    }

    [Fact]
    public async Task There_is_no_exchange_between_currencies()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2);
        var euros = await bank.Alice.OpenAsync("""{"accountType": "CHECKING", "currency": "EUR"}""");

        var across = (await bank.Alice.TransferAsync(1001, euros, "1")).Expect(400);
        var named = (await bank.Alice.TransferAsync(1001, 1003, "1", more: """, "currency": "EUR" """)).Expect(400);

        Assert.Equal("Currency mismatch", across.Text("message"));
        Assert.Equal("Currency mismatch", named.Text("message"));
        (await bank.Alice.TransferAsync(1001, 1003, "1", more: """, "currency": "USD" """)).Expect(201);
    }

    [Fact]
    public async Task The_bank_accepts_a_transfer_to_the_same_account()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        var before = await bank.Alice.BalanceAsync(1001);
        var count = await CountAsync(bank);

        (await bank.Alice.TransferAsync(1001, 1001, "5")).Expect(201);

        Assert.Equal(before, await bank.Alice.BalanceAsync(1001));
        Assert.Equal(count + 1, await CountAsync(bank));
        LedgerFacts.AssertSound(bank.Host.LedgerPath);
    }

    [Fact]
    public async Task Problems_of_a_body_are_told_by_field()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        var reply = await bank.Alice.PostAsync("transfer", """{"fromAccountId": "1001", "amount": 0}""");

        Assert.Equal("Validation Failed", reply.Expect(400).Text("error"));
        Assert.Equal(
            ["toAccountId", "amount"],
            reply.Json.GetProperty("validationErrors").EnumerateObject().Select(p => p.Name)
        );
        Assert.Equal("2026-03-15T12:00:00.000000", reply.Text("timestamp"));
        Assert.Equal("/api/transactions", reply.Text("path"));
    }

    [Theory]
    [InlineData("description", 500)]
    [InlineData("reference", 100)]
    public async Task Text_is_taken_up_to_its_length_and_refused_one_beyond(string field, int longest)
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        string With(int length) => $", \"{field}\": \"{new string('x', length)}\"";

        (await bank.Alice.TransferAsync(1001, 1003, "1", more: With(longest))).Expect(201);
        (await bank.Alice.TransferAsync(1001, 1003, "1", more: With(longest + 1))).Expect(400);
    }

    private static async Task<long> CountAsync(TestBank bank)
    {
        var page = await bank.Alice.GetTransactionsAsync("/api/transactions/account/1001?size=1");
        return page.Expect(200).Json.GetProperty("totalElements").GetInt64();
    }

    private static async Task FreezeAsync(TestBank bank, long account, string status) =>
        (
            await bank.Olivia.AccountsAsync(
                HttpMethod.Patch,
                $"/api/accounts/{account}/status",
                $$"""{"status": "{{status}}", "reason": "test"}"""
            )
        ).Expect(200);

    private static async Task<decimal> BalanceAsync(TestBank bank, long account) =>
        decimal.Parse(await bank.Olivia.BalanceAsync(account), System.Globalization.CultureInfo.InvariantCulture);
}
