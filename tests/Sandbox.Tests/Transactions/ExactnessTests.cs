using FinancialMcp.Sandbox.Ledger;
using FinancialMcp.Sandbox.Tests.Harness;

namespace FinancialMcp.Sandbox.Tests.Transactions;

public sealed class ExactnessTests
{
    [Fact]
    public async Task A_tenth_and_two_tenths_are_three_tenths()
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1, o => o with { BankLimits = false });
        var id = await bank.Alice.OpenAsync("""{"accountType": "CHECKING", "ownerId": "alice", "balance": 0}""");

        (await bank.Alice.DepositAsync(id, "0.1")).Expect(201);
        (await bank.Alice.DepositAsync(id, "0.2")).Expect(201);
        Assert.Equal("0.30", await bank.Alice.BalanceAsync(id));
        for (var i = 0; i < 10; i++)
        {
            (await bank.Alice.DepositAsync(id, "0.1")).Expect(201);
        }

        Assert.Equal("1.30", await bank.Alice.BalanceAsync(id));
        (await bank.Alice.WithdrawAsync(id, "1.3")).Expect(201);
        Assert.Equal("0.00", await bank.Alice.BalanceAsync(id));
    }

    [Theory]
    [InlineData("0.01", "0.01")]
    [InlineData("1", "1.00")]
    [InlineData("1.230", "1.23")]
    [InlineData("1e2", "100.00")]
    [InlineData("12345E-2", "123.45")]
    [InlineData("999999.99", "999999.99")]
    public async Task An_amount_is_answered_with_two_decimals(string sent, string answered)
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1, o => o with { BankLimits = false });

        var reply = (await bank.Alice.DepositAsync(1001, sent)).Expect(201);

        Assert.Equal(answered, reply.Raw("amount"));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.00")]
    [InlineData("-1")]
    [InlineData("0.001")]
    [InlineData("0.009")]
    [InlineData("10.999")]
    [InlineData("1000000")]
    [InlineData("999999.999")]
    [InlineData("1e6")]
    [InlineData("1e-3")]
    [InlineData("1e40")]
    [InlineData("\"12.50\"")]
    [InlineData("null")]
    [InlineData("true")]
    [InlineData("NaN")]
    [InlineData("01")]
    public async Task An_amount_that_is_not_one_is_refused(string sent)
    {
        await using var bank = await TestBank.StartAsync(BankContract.V1, o => o with { BankLimits = false });
        var before = await bank.Alice.BalanceAsync(1001);

        (await bank.Alice.DepositAsync(1001, sent)).Expect(400);

        Assert.Equal(before, await bank.Alice.BalanceAsync(1001));
    }

    [Theory]
    [InlineData(0, "0.00")]
    [InlineData(1, "0.01")]
    [InlineData(-1, "-0.01")]
    [InlineData(1250, "12.50")]
    [InlineData(99_999_999, "999999.99")]
    [InlineData(8_999_999_999_999_999, "89999999999999.99")]
    [InlineData(-8_999_999_999_999_999, "-89999999999999.99")]
    public void Minor_units_and_decimals_are_the_same_amount(long minor, string text)
    {
        var money = new Money(minor);

        Assert.Equal(text, money.ToString());
        Assert.True(Money.TryFrom(money.ToDecimal(), out var back));
        Assert.Equal(money, back);
    }

    [Fact]
    public void Arithmetic_beyond_the_range_is_an_error_and_never_another_amount()
    {
        Assert.Throws<OverflowException>(() => new Money(long.MaxValue) + new Money(1));
        Assert.Throws<OverflowException>(() => new Money(long.MinValue) - new Money(1));
        Assert.False(Money.TryFrom(decimal.MaxValue, out _));
    }
}
