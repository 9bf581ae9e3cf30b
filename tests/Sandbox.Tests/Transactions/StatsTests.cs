using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Transactions;

public sealed class StatsTests
{
    private const string Today = "startDate=2026-03-15T00:00:00&endDate=2026-03-15T23:59:59";

    [Fact]
    public async Task Statistics_of_an_account_add_up_what_completed()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        (await bank.Alice.DepositAsync(1001, "100.10")).Expect(201);
        (await bank.Alice.WithdrawAsync(1001, "20.05")).Expect(201);
        (await bank.Alice.TransferAsync(1001, 1003, "10")).Expect(201);
        (await bank.Bob.TransferAsync(1003, 1001, "5")).Expect(201);
        var reversed = (await bank.Alice.TransferAsync(1001, 1003, "50")).Expect(201).Text("transactionId")!;
        (await bank.Alice.ReverseAsync(reversed)).Expect(200);

        var stats = (await bank.Alice.GetTransactionsAsync($"/api/transactions/account/1001/stats?{Today}")).Expect(
            200
        );

        (string Member, string Value)[] expected =
        [
            ("accountId", "\"1001\""),
            ("totalTransactions", "6"),
            ("completedTransactions", "5"),
            ("reversedTransactions", "1"),
            ("failedTransactions", "0"),
            ("totalAmount", "185.15"),
            ("totalIncoming", "155.10"),
            ("totalOutgoing", "30.05"),
            ("totalDeposits", "100.10"),
            ("totalWithdrawals", "20.05"),
            ("totalTransfers", "15.00"),
            ("averageTransactionAmount", "37.03"),
            ("largestTransaction", "100.10"),
            ("smallestTransaction", "5.00"),
            ("transactionCountsByType", """{"DEPOSIT":1,"WITHDRAWAL":1,"TRANSFER":2}"""),
            ("transactionAmountsByType", """{"DEPOSIT":100.10,"WITHDRAWAL":20.05,"TRANSFER":15.00}"""),
            ("dailyTotal", "15.00"),
            ("dailyCount", "2"),
            ("successRate", "83.33"),
            ("currency", "\"USD\""),
        ];
        Assert.All(expected, e => Assert.Equal(e.Value, stats.Raw(e.Member)));
        Assert.False(stats.Has("currencyBreakdown"));
    }

    [Fact]
    public async Task Statistics_of_a_user_are_over_what_the_user_created()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        (await bank.Alice.DepositAsync(1001, "100")).Expect(201);
        (await bank.Alice.WithdrawAsync(1002, "30")).Expect(201);
        (await bank.Alice.TransferAsync(1001, 1003, "10")).Expect(201);
        (await bank.Bob.TransferAsync(1003, 1001, "5")).Expect(201);

        var stats = (await bank.Alice.GetTransactionsAsync($"/api/transactions/user/stats?{Today}")).Expect(200);

        Assert.Equal("null", stats.Raw("accountId"));
        Assert.Equal(("3", "140.00"), (stats.Raw("totalTransactions"), stats.Raw("totalAmount")));
        Assert.Equal(("100.00", "30.00"), (stats.Raw("totalIncoming"), stats.Raw("totalOutgoing")));
    }

    [Fact]
    public async Task The_month_counts_from_its_first_day_and_the_default_period_is_thirty_days()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        (await bank.Alice.TransferAsync(1001, 1003, "10")).Expect(201);
        bank.Clock.Advance(TimeSpan.FromDays(10));
        (await bank.Alice.TransferAsync(1001, 1003, "7")).Expect(201);

        var stats = (await bank.Alice.GetTransactionsAsync("/api/transactions/user/stats")).Expect(200);

        Assert.Equal(("7.00", "1"), (stats.Raw("dailyTotal"), stats.Raw("dailyCount")));
        Assert.Equal("2026-02-23T12:00:00.000000", stats.Text("periodStart"));
        Assert.Equal("2026-03-25T12:00:00.000000", stats.Text("periodEnd"));
        // March of the demonstration history: the monthly savings of the 5th and what was sent to bob.
        var month = LedgerFacts.Number(
            bank.Host.LedgerPath,
            """
            SELECT sum(amount) FROM transactions
            WHERE created_by = 'alice' AND type = 'TRANSFER' AND created_at >= unixepoch('2026-03-01') * 1000000
            """
        );
        Assert.Equal(month, (long)(stats.Json.GetProperty("monthlyTotal").GetDecimal() * 100));
    }

    [Fact]
    public async Task V2_breaks_mixed_currencies_down_and_adds_none_of_them_up()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2, o => o with { Deposits = true });
        var euros = await bank.Alice.OpenAsync("""{"accountType": "CHECKING", "currency": "EUR"}""");
        (await bank.Alice.DepositAsync(euros, "3")).Expect(201);
        (await bank.Alice.DepositAsync(1001, "4")).Expect(201);

        var stats = (await bank.Alice.GetTransactionsAsync($"/api/transactions/user/stats?{Today}")).Expect(200);

        Assert.Equal("MIXED", stats.Text("currency"));
        Assert.Equal("null", stats.Raw("totalAmount"));
        Assert.Equal("2", stats.Raw("totalTransactions"));
        var breakdown = stats.Json.GetProperty("currencyBreakdown").EnumerateArray().ToList();
        Assert.Equal(["EUR", "USD"], breakdown.Select(b => b.GetProperty("currency").GetString()));
        Assert.Equal(["3.00", "4.00"], breakdown.Select(b => b.GetProperty("totalAmount").GetRawText()));
    }
}
