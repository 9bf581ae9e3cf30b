using FinancialMcp.Application;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Testing;

namespace FinancialMcp.Infrastructure.Tests.Backends;

/// <summary>The bank's own spending limits: contract v2 tells them, v1 is never asked.</summary>
public sealed class SpendingLimitsTests
{
    private const string Limit =
        """{"accountId":1001,"currency":"USD","transferDailyLimit":10000,"withdrawalDailyLimit":2000.5,"transferUsedToday":12.50,"withdrawalUsedToday":0,"more":[1]}""";

    private static readonly CancellationToken Stop = TestContext.Current.CancellationToken;

    [Fact]
    public async Task V2_tells_them_exactly()
    {
        await using var server = new RawHttpServer(RawReply.Json(200, $"[{Limit}]"));
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(server.Url, BankContract.V2));

        var limits = await backends.Accounts.SpendingLimitsAsync(BackendsUnderTest.Alice, Stop);

        Assert.Equal(
            new BankSpendingLimit(
                Samples.One,
                Domain.CurrencyCode.Usd,
                Samples.Usd("10000"),
                Samples.Usd("12.50"),
                Samples.Usd("2000.50"),
                Samples.Usd("0")
            ),
            Assert.Single(limits)
        );
        var request = Assert.Single(server.Requests);
        Assert.Equal(("GET", "/api/security/spending-limits"), (request.Method, request.Target));
    }

    [Fact]
    public async Task V1_is_never_asked()
    {
        await using var server = new RawHttpServer(RawReply.Json(200, $"[{Limit}]"));
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(server.Url, BankContract.V1));

        Assert.Empty(await backends.Accounts.SpendingLimitsAsync(BackendsUnderTest.Alice, Stop));

        Assert.Equal(0, server.Connections);
    }

    [Theory]
    [InlineData("10000", "null")]
    [InlineData("10000", "1.005")]
    [InlineData("\"transferUsedToday\":12.50,", "")]
    [InlineData("\"accountId\":1001", "\"accountId\":0")]
    [InlineData("USD", "BHD")]
    [InlineData("12.50", "\"12.50\"")]
    public async Task A_figure_that_cannot_be_understood_is_none(string given, string instead)
    {
        var body = $"[{Limit.Replace(given, instead, StringComparison.Ordinal)}]";
        await using var server = new RawHttpServer(RawReply.Json(200, body));
        await using var backends = new BackendsUnderTest(BackendsUnderTest.Options(server.Url, BankContract.V2));

        var failure = await Assert.ThrowsAsync<AppException>(() =>
            backends.Accounts.SpendingLimitsAsync(BackendsUnderTest.Alice, Stop)
        );

        Assert.Equal(ErrorCodes.ServiceUnavailable, failure.Code);
    }

    [Fact]
    public async Task The_real_bank_tells_a_customer_of_their_own_accounts()
    {
        await using var bank = await RealBank.StartAsync(BankContract.V2);

        var limits = await bank.Backends.Accounts.SpendingLimitsAsync(BackendsUnderTest.Alice, Stop);

        Assert.Contains(limits, limit => limit.Account == RealBank.AliceChecking);
        Assert.DoesNotContain(limits, limit => limit.Account == RealBank.BobChecking);
    }
}
