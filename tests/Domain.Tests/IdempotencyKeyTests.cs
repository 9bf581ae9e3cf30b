namespace FinancialMcp.Domain.Tests;

public sealed class IdempotencyKeyTests
{
    [Theory]
    [InlineData(16)]
    [InlineData(64)]
    public void The_shortest_and_the_longest_key_are_read(int length) =>
        Assert.Equal(new string('k', length), IdempotencyKey.Parse(new string('k', length)).ToString());

    [Theory]
    [InlineData(0)]
    [InlineData(15)]
    [InlineData(65)]
    public void A_shorter_or_longer_key_is_refused(int length)
    {
        Assert.False(IdempotencyKey.TryParse(new string('k', length), out _));
        Assert.Throws<FormatException>(() => IdempotencyKey.Parse(new string('k', length)));
    }

    [Fact]
    public void Exactly_the_allowed_characters_are_read()
    {
        const string allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._:-";
        for (var character = '\0'; character < 0x250; character++)
        {
            Assert.Equal(
                allowed.Contains(character, StringComparison.Ordinal),
                IdempotencyKey.TryParse("fifteen-letters" + character, out _)
            );
        }
    }

    [Fact]
    public void A_line_end_after_a_whole_key_is_refused() =>
        Assert.False(IdempotencyKey.TryParse("0123456789abcdef\n", out _));

    [Fact]
    public void No_key_has_no_text() =>
        Assert.Throws<InvalidOperationException>(() => default(IdempotencyKey).ToString());
}
