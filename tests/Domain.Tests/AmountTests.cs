using System.Text.RegularExpressions;
using CsCheck;

namespace FinancialMcp.Domain.Tests;

public sealed class AmountTests
{
    private const long Largest = 99_999_999_999_999;

    [Theory]
    [InlineData("0", 0)]
    [InlineData("0.0", 0)]
    [InlineData("0.01", 1)]
    [InlineData("0.1", 10)]
    [InlineData("1", 100)]
    [InlineData("12.5", 1250)]
    [InlineData("12.50", 1250)]
    [InlineData("999999999999", 99_999_999_999_900)]
    [InlineData("999999999999.99", Largest)]
    public void The_accepted_form_is_read_exactly(string text, long hundredths)
    {
        Assert.True(Amount.TryParse(text, out var amount));
        Assert.Equal(hundredths, amount.Hundredths);
        Assert.Equal(amount, Amount.Parse(text));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("00")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("-0")]
    [InlineData("+1")]
    [InlineData("1.001")]
    [InlineData("1,00")]
    [InlineData("1 000")]
    [InlineData("1e3")]
    [InlineData("1E3")]
    [InlineData("0x10")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\n")]
    [InlineData("1\0")]
    [InlineData("1.00\n")]
    [InlineData("１")]
    [InlineData("٣")]
    [InlineData("1000000000000")]
    [InlineData("1000000000000.00")]
    public void Any_other_form_is_refused(string? text)
    {
        Assert.False(Amount.TryParse(text, out var amount));
        Assert.True(amount.IsZero);
        Assert.Throws<FormatException>(() => Amount.Parse(text!));
    }

    [Fact]
    public void Every_amount_comes_back_from_its_text() =>
        Gen.Long[0, Largest]
            .Sample(hundredths =>
            {
                var text = $"{hundredths / 100}.{hundredths % 100:00}";
                var amount = Amount.Parse(text);
                return amount.Hundredths == hundredths
                    && string.Equals(amount.ToString(), text, StringComparison.Ordinal);
            });

    /// <summary>The schema's dialect ends a text at its end; .NET's $ would allow a line end before it.</summary>
    [Fact]
    public void Exactly_what_the_published_pattern_matches_is_read()
    {
        var pattern = new Regex(
            Amount.Pattern[..^1] + "\\z",
            RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking,
            TimeSpan.FromSeconds(1)
        );

        Gen.String[Gen.Char["012.-+e \n"], 0, 6]
            .Sample(text => Amount.TryParse(text, out _) == pattern.IsMatch(text), iter: 20_000);
    }

    [Fact]
    public void Amounts_compare_as_their_numbers_do() =>
        Gen.Select(Gen.Long[0, Largest], Gen.Long[0, Largest])
            .Sample(
                (left, right) =>
                {
                    var (a, b) = (Of(left), Of(right));
                    return a < b == left < right
                        && a > b == left > right
                        && a <= b == left <= right
                        && a >= b == left >= right
                        && a == b == (left == right);
                }
            );

    [Theory]
    [InlineData("12.5", "USD", true, 1250)]
    [InlineData("12", "JPY", true, 12)]
    [InlineData("12.00", "JPY", true, 12)]
    [InlineData("12.5", "JPY", false, 12)]
    [InlineData("0.01", "JPY", false, 0)]
    public void An_amount_fits_a_currency_down_to_its_smallest_unit(string text, string currency, bool fits, long minor)
    {
        Assert.Equal(fits, Amount.Parse(text).TryIn(CurrencyCode.Parse(currency), out var money));
        Assert.Equal(minor, money.Minor);
    }

    private static Amount Of(long hundredths) => Amount.Parse($"{hundredths / 100}.{hundredths % 100:00}");
}
