using System.Globalization;
using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Transactions;

/// <summary>The bank's limits, each met exactly and missed by one.</summary>
public sealed class LimitTests
{
    private const string Exceeds = "Transaction exceeds limits";

    [Theory]
    [InlineData(1001, "transfer", 2000)]
    [InlineData(1001, "withdraw", 500)]
    [InlineData(1001, "deposit", 10_000)]
    [InlineData(1002, "transfer", 1000)]
    [InlineData(1002, "withdraw", 300)]
    [InlineData(1002, "deposit", 10_000)]
    [InlineData(1007, "transfer", 5000)]
    [InlineData(1007, "withdraw", 1000)]
    [InlineData(1007, "deposit", 25_000)]
    public async Task One_transaction_may_be_as_large_as_the_limit_and_no_larger(long account, string path, int limit)
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2, o => o with { Deposits = true });

        var beyond = (await MoveAsync(bank, account, path, limit + 0.01m)).Expect(400);

        Assert.Equal(("Bad Request", Exceeds), (beyond.Text("error"), beyond.Text("message")));
        (await MoveAsync(bank, account, path, limit)).Expect(201);
    }

    [Fact]
    public async Task V1_caps_every_amount_at_ten_thousand()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);

        Assert.Equal(Exceeds, (await bank.Carol.DepositAsync(1007, "10000.01")).Expect(400).Text("message"));
        (await bank.Carol.DepositAsync(1007, "10000")).Expect(201);
    }

    [Theory]
    [InlineData(1001, "transfer", 5000)]
    [InlineData(1001, "withdraw", 1000)]
    [InlineData(1002, "transfer", 2000)]
    [InlineData(1002, "withdraw", 500)]
    public async Task A_day_ends_at_its_limit_and_the_next_begins_anew(long account, string path, int daily)
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        await FillAsync(bank, account, path, daily, 5);

        Assert.Equal(Exceeds, (await MoveAsync(bank, account, path, 0.01m)).Expect(400).Text("message"));
        bank.Clock.Advance(TimeSpan.FromHours(12) - TimeSpan.FromSeconds(1));
        (await MoveAsync(bank, account, path, 0.01m)).Expect(400);
        bank.Clock.Advance(TimeSpan.FromSeconds(1));

        (await MoveAsync(bank, account, path, 0.01m)).Expect(201);
    }

    [Theory]
    [InlineData(1001, "transfer", 20)]
    [InlineData(1001, "withdraw", 10)]
    [InlineData(1002, "transfer", 10)]
    [InlineData(1002, "withdraw", 6)]
    [InlineData(1007, "transfer", 50)]
    [InlineData(1007, "withdraw", 20)]
    public async Task A_day_has_so_many_transactions_and_no_more(long account, string path, int count)
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        for (var i = 0; i < count; i++)
        {
            (await MoveAsync(bank, account, path, 1)).Expect(201);
        }

        Assert.Equal(Exceeds, (await MoveAsync(bank, account, path, 1)).Expect(400).Text("message"));
    }

    [Fact]
    public async Task A_month_has_its_own_sum_and_the_next_month_begins_anew()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1, o => o with { SeedDemo = false });
        var savings = await OpenSavingsAsync(bank);
        bank.Clock.Advance(TimeSpan.FromDays(17));
        for (var day = 0; day < 10; day++)
        {
            (await Saver(bank).TransferAsync(savings, savings, "1000")).Expect(201);
            (await Saver(bank).TransferAsync(savings, savings, "1000")).Expect(201);
            bank.Clock.Advance(TimeSpan.FromDays(1));
        }

        Assert.Equal(Exceeds, (await Saver(bank).TransferAsync(savings, savings, "0.01")).Expect(400).Text("message"));
        bank.Clock.Advance(TimeSpan.FromDays(21));

        (await Saver(bank).TransferAsync(savings, savings, "0.01")).Expect(201);
    }

    [Fact]
    public async Task A_month_has_so_many_transactions()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1, o => o with { SeedDemo = false });
        var savings = await OpenSavingsAsync(bank);
        bank.Clock.Advance(TimeSpan.FromDays(17));
        for (var i = 0; i < 60; i++)
        {
            (await Saver(bank).WithdrawAsync(savings, "1")).Expect(201);
            if (i % 6 == 5)
            {
                bank.Clock.Advance(TimeSpan.FromDays(1));
            }
        }

        Assert.Equal(Exceeds, (await Saver(bank).WithdrawAsync(savings, "1")).Expect(400).Text("message"));
    }

    [Fact]
    public async Task What_an_account_receives_uses_its_limit_too()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        (await bank.Bob.TransferAsync(1003, 1002, "1000")).Expect(201);
        (await bank.Bob.TransferAsync(1003, 1002, "1000")).Expect(201);

        Assert.Equal(Exceeds, (await bank.Alice.TransferAsync(1002, 1001, "0.01")).Expect(400).Text("message"));
    }

    [Fact]
    public async Task Only_completed_transactions_count()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1);
        var first = (await bank.Alice.TransferAsync(1002, 1003, "1000")).Expect(201);
        (await bank.Alice.TransferAsync(1002, 1003, "1000")).Expect(201);
        (await bank.Alice.TransferAsync(1002, 1003, "1000")).Expect(400);

        (await bank.Alice.ReverseAsync(first.Text("transactionId")!)).Expect(200);

        (await bank.Alice.TransferAsync(1002, 1003, "1000")).Expect(201);
    }

    [Fact]
    public async Task V2_tells_the_daily_spending_limit_by_its_own_words()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V2, o => o with { Deposits = true });
        (await bank.Carol.DepositAsync(1007, "20000")).Expect(201);
        await FillAsync(bank, 1007, "transfer", 10_000, 2);

        var beyond = (await bank.Carol.TransferAsync(1007, 1001, "0.01")).Expect(400);

        Assert.Equal("Daily spending limit exceeded", beyond.Text("message"));
    }

    [Theory]
    [InlineData(BankContract.V1)]
    [InlineData(BankContract.V2)]
    public async Task Without_limits_nothing_but_the_balance_bounds_a_day(BankContract contract)
    {
        await using var bank = await TestBank.StartAsync(contract, o => o with { BankLimits = false });

        (await bank.Alice.TransferAsync(1001, 1003, "20000")).Expect(201);
        for (var i = 0; i < 30; i++)
        {
            (await bank.Alice.TransferAsync(1001, 1003, "1")).Expect(201);
        }
    }

    private static async Task FillAsync(TestBank bank, long account, string path, int daily, int parts)
    {
        for (var i = 0; i < parts; i++)
        {
            (await MoveAsync(bank, account, path, daily / parts)).Expect(201);
        }
    }

    private static Task<Reply> MoveAsync(TestBank bank, long account, string path, decimal amount)
    {
        var owner = account == 1007 ? bank.Carol : bank.Alice;
        var text = amount.ToString(CultureInfo.InvariantCulture);
        return path switch
        {
            "transfer" => owner.TransferAsync(account, 1003, text),
            "deposit" => owner.DepositAsync(account, text),
            _ => owner.WithdrawAsync(account, text),
        };
    }

    // A token of now: these tests let more than an hour pass.
    private static BankClient Saver(TestBank bank) => bank.As("saver", "ROLE_USER");

    private static async Task<long> OpenSavingsAsync(TestBank bank)
    {
        const string Credentials = """{"username": "saver", "password": "a-long-password"}""";
        (await bank.Nobody.AccountsAsync(HttpMethod.Post, "/api/auth/register", Credentials)).Expect(201);
        return await Saver(bank).OpenAsync("""{"accountType": "SAVINGS", "ownerId": "saver", "balance": 90000}""");
    }
}
