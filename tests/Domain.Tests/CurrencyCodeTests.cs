namespace FinancialMcp.Domain.Tests;

public sealed class CurrencyCodeTests
{
    [Theory]
    [InlineData("USD", 2)]
    [InlineData("EUR", 2)]
    [InlineData("CHF", 2)]
    [InlineData("JPY", 0)]
    [InlineData("KRW", 0)]
    [InlineData("CLP", 0)]
    public void A_known_currency_has_its_decimals(string code, int exponent)
    {
        Assert.True(CurrencyCode.TryParse(code, out var currency));
        Assert.Equal(exponent, currency.Exponent);
        Assert.Equal(code, currency.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("usd")]
    [InlineData("Usd")]
    [InlineData("US")]
    [InlineData("USDT")]
    [InlineData(" USD")]
    [InlineData("XXX")]
    [InlineData("ZZZ")]
    public void What_is_no_currency_is_refused(string? code)
    {
        Assert.False(CurrencyCode.TryParse(code, out _));
        Assert.Throws<FormatException>(() => CurrencyCode.Parse(code!));
    }

    [Theory]
    [InlineData("KWD")]
    [InlineData("BHD")]
    [InlineData("TND")]
    [InlineData("OMR")]
    [InlineData("JOD")]
    [InlineData("CLF")]
    public void A_currency_with_more_decimals_than_the_bank_keeps_is_refused(string code) =>
        Assert.False(CurrencyCode.TryParse(code, out _));

    [Fact]
    public void A_currency_that_was_never_set_says_so() =>
        Assert.Throws<InvalidOperationException>(() => default(CurrencyCode).ToString());
}
