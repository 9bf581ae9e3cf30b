using System.Globalization;
using CsCheck;

namespace FinancialMcp.Domain.Tests;

public sealed class MoneyTests
{
    private static readonly CurrencyCode Yen = CurrencyCode.Parse("JPY");

    /// <summary>Beyond 2^53 a binary floating point number could not tell neighbours apart.</summary>
    [Fact]
    public void Every_sum_comes_back_from_its_decimal_number() =>
        Gen.Select(Gen.Long, Gen.Bool)
            .Sample(
                (minor, yen) =>
                {
                    var money = new Money(minor, yen ? Yen : CurrencyCode.Usd);
                    return Money.FromDecimal(money.ToDecimal(), money.Currency) == money;
                }
            );

    [Fact]
    public void Every_sum_comes_back_from_its_text() =>
        Gen.Long.Sample(minor =>
        {
            var money = new Money(minor, CurrencyCode.Usd);
            var read = decimal.Parse(money.ToString(), CultureInfo.InvariantCulture);
            return Money.FromDecimal(read, CurrencyCode.Usd) == money;
        });

    [Theory]
    [InlineData(1250, "USD", "12.50")]
    [InlineData(5, "USD", "0.05")]
    [InlineData(-5, "USD", "-0.05")]
    [InlineData(0, "USD", "0.00")]
    [InlineData(12, "JPY", "12")]
    [InlineData(long.MaxValue, "USD", "92233720368547758.07")]
    public void The_text_has_exactly_the_currencys_decimals(long minor, string currency, string text) =>
        Assert.Equal(text, new Money(minor, CurrencyCode.Parse(currency)).ToString());

    [Fact]
    public void A_number_finer_than_the_smallest_unit_is_refused()
    {
        Assert.Equal(1250, Money.FromDecimal(12.500m, CurrencyCode.Usd).Minor);
        Assert.Throws<FormatException>(() => Money.FromDecimal(12.505m, CurrencyCode.Usd));
        Assert.Throws<FormatException>(() => Money.FromDecimal(12.5m, Yen));
    }

    [Fact]
    public void A_number_beyond_64_bits_is_refused()
    {
        Assert.Equal(long.MaxValue, Money.FromDecimal(92233720368547758.07m, CurrencyCode.Usd).Minor);
        Assert.Equal(long.MinValue, Money.FromDecimal(-92233720368547758.08m, CurrencyCode.Usd).Minor);
        Assert.Throws<OverflowException>(() => Money.FromDecimal(92233720368547758.08m, CurrencyCode.Usd));
        Assert.Throws<OverflowException>(() => Money.FromDecimal(decimal.MaxValue, CurrencyCode.Usd));
    }
}
