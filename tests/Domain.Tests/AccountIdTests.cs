using CsCheck;

namespace FinancialMcp.Domain.Tests;

public sealed class AccountIdTests
{
    [Fact]
    public void Every_positive_64_bit_number_is_read_and_comes_back() =>
        Gen.Long[1, long.MaxValue]
            .Sample(number =>
                AccountId.TryParse($"{number}", out var id)
                && id.Value == number
                && string.Equals(id.ToString(), $"{number}", StringComparison.Ordinal)
            );

    [Theory]
    [InlineData("1", 1)]
    [InlineData("9223372036854775807", long.MaxValue)]
    public void The_limits_are_read(string text, long value) => Assert.Equal(value, AccountId.Parse(text).Value);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("01")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.0")]
    [InlineData("1e3")]
    [InlineData(" 1")]
    [InlineData("1 ")]
    [InlineData("1\n")]
    [InlineData("12\0")]
    [InlineData("1_000")]
    [InlineData("0x1F")]
    [InlineData("../1")]
    [InlineData("1%2f2")]
    [InlineData("1/2")]
    [InlineData("１")]
    [InlineData("٣")]
    [InlineData("9223372036854775808")]
    [InlineData("99999999999999999999")]
    public void Anything_else_is_refused(string? text)
    {
        Assert.False(AccountId.TryParse(text, out var id));
        Assert.Equal(default, id);
        Assert.Throws<FormatException>(() => AccountId.Parse(text!));
    }
}
