using FinancialMcp.Application;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Backends;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>The exact bytes of every change, and where they go.</summary>
public sealed class ChangeBodyTests
{
    private const string Key = "fm1-key";

    [Theory]
    [InlineData(
        "deposit",
        """{"accountId":"1001","amount":12.50,"currency":"USD","reference":"fm1-key","description":"wages"}"""
    )]
    [InlineData("withdrawal", """{"accountId":"1001","amount":12.50,"currency":"USD","reference":"fm1-key"}""")]
    [InlineData(
        "transfer",
        """{"fromAccountId":"1001","toAccountId":"1003","amount":12.50,"currency":"USD","reference":"fm1-key","description":"rent"}"""
    )]
    [InlineData("reversal", """{"reason":"sent twice","reference":"fm1-key"}""")]
    [InlineData("status", """{"status":"FROZEN","reason":"lost card"}""")]
    [InlineData("close", """{"reason":"no longer needed"}""")]
    public void Both_contracts_share_most_bodies(string kind, string body)
    {
        Assert.Equal(body, ChangeBody.Of(BankContract.V1, Samples.All[kind], Key));
        Assert.Equal(body, ChangeBody.Of(BankContract.V2, Samples.All[kind], Key));
    }

    [Fact]
    public void V1_opens_an_account_with_its_balance()
    {
        var credit = new OpenAccount(
            "alice",
            AccountType.Credit,
            CurrencyCode.Usd,
            null,
            Samples.Usd("1000"),
            new DateOnly(2027, 1, 31),
            Samples.Usd("5.5")
        );

        Assert.Equal(
            """{"accountType":"CREDIT","ownerId":"alice","balance":5.50,"creditLimit":1000.00,"dueDate":"2027-01-31"}""",
            ChangeBody.Of(BankContract.V1, credit, Key)
        );
        Assert.Equal(
            """{"accountType":"SAVINGS","ownerId":"alice","balance":0.00,"interestRate":1.5}""",
            ChangeBody.Of(BankContract.V1, Samples.All["open"], Key)
        );
    }

    [Fact]
    public void V2_opens_an_account_at_zero_in_a_currency()
    {
        Assert.Equal(
            """{"accountType":"SAVINGS","ownerId":"alice","currency":"USD","interestRate":1.5}""",
            ChangeBody.Of(BankContract.V2, Samples.All["open"], Key)
        );
        Assert.Equal("""{"interestRate":2.25}""", ChangeBody.Of(BankContract.V2, Samples.All["change"], Key));
    }

    [Fact]
    public void An_amount_has_the_decimals_of_its_currency_and_every_digit()
    {
        Assert.True(CurrencyCode.TryParse("JPY", out var yen));
        Assert.Contains("\"amount\":1250,", BodyOf(new Money(1250, yen)), StringComparison.Ordinal);
        Assert.Contains("\"amount\":0.01,", BodyOf(Samples.Usd("0.01")), StringComparison.Ordinal);
        Assert.Contains(
            "\"amount\":90071992547409.93,",
            BodyOf(new Money(9007199254740993, CurrencyCode.Usd)),
            StringComparison.Ordinal
        );

        static string BodyOf(Money amount) =>
            ChangeBody.Of(BankContract.V2, new Deposit(Samples.One, amount, "x"), Key);
    }

    [Fact]
    public void Text_cannot_leave_its_field()
    {
        var body = ChangeBody.Of(
            BankContract.V1,
            new Deposit(Samples.One, Samples.Usd("1"), "\",\"amount\":999999,\"x\":\"\\\n"),
            Key
        );

        using var read = System.Text.Json.JsonDocument.Parse(body);
        Assert.Equal(5, read.RootElement.EnumerateObject().Count());
        Assert.Equal(1.00m, read.RootElement.GetProperty("amount").GetDecimal());
    }

    [Fact]
    public void What_a_contract_cannot_do_is_refused_and_not_sent_differently()
    {
        Assert.True(CurrencyCode.TryParse("EUR", out var euro));
        var inEuro = (OpenAccount)Samples.All["open"] with { Currency = euro };
        var withBalance = (OpenAccount)Samples.All["open"] with { InitialBalance = Samples.Usd("1") };

        Assert.Throws<InvalidOperationException>(() => ChangeBody.Of(BankContract.V1, Samples.All["change"], Key));
        Assert.Throws<InvalidOperationException>(() => ChangeBody.Of(BankContract.V1, inEuro, Key));
        Assert.Throws<InvalidOperationException>(() => ChangeBody.Of(BankContract.V2, withBalance, Key));
    }

    [Theory]
    [InlineData("deposit", "POST", "/api/transactions/deposit", "POST", "/api/transactions/deposit")]
    [InlineData("withdrawal", "POST", "/api/transactions/withdraw", "POST", "/api/transactions/withdraw")]
    [InlineData("transfer", "POST", "/api/transactions/transfer", "POST", "/api/transactions/transfer")]
    [InlineData(
        "reversal",
        "POST",
        "/api/transactions/0192f3a0-1111-7000-8000-000000000001/reverse",
        "POST",
        "/api/transactions/0192f3a0-1111-7000-8000-000000000001/reverse"
    )]
    [InlineData("open", "POST", "/api/accounts", "POST", "/api/accounts")]
    [InlineData("status", "PATCH", "/api/accounts/1001/status", "PATCH", "/api/accounts/1001/status")]
    [InlineData("close", "DELETE", "/api/accounts/1001", "POST", "/api/controlled-beta/accounts/1001/close")]
    public void Every_change_has_its_route(string kind, string v1, string v1Path, string v2, string v2Path)
    {
        var first = ChangeRoute.Of(BankContract.V1, Samples.All[kind]);
        var second = ChangeRoute.Of(BankContract.V2, Samples.All[kind]);

        Assert.Equal((v1, v1Path), (first.Method.Method, first.Path));
        Assert.Equal((v2, v2Path), (second.Method.Method, second.Path));
        Assert.Equal(kind is "open" or "status" or "close" ? Backend.Account : Backend.Transaction, first.Service);
        Assert.Equal(kind is "open" or "status" ? Backend.Account : Backend.Transaction, second.Service);
    }
}
