using CsCheck;

namespace FinancialMcp.Application.Tests;

public sealed class UntrustedTextTests
{
    public static TheoryData<string> Unclean =>
        new()
        {
            "a\nb",
            "a\u0000b",
            "a\u007fb",
            "a\u0085b",
            "a\u202eb",
            "a\u2066b",
            "a\u200bb",
            "a\u200db",
            "a\ufeffb",
            "a\u2028b",
            "a\u2029b",
            "a\ue000b",
            "a\U000E0041b",
        };

    [Theory]
    [MemberData(nameof(Unclean))]
    public void What_hides_or_turns_text_is_refused_and_removed(string text)
    {
        Assert.False(UntrustedText.IsClean(text));
        Assert.Equal("ab", UntrustedText.Clean(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Rent, flat 3; thank you!")]
    [InlineData("Miete März — 家賃 \U0001F3E0 \ufffd")]
    public void Ordinary_text_stays_as_it_is(string text)
    {
        Assert.True(UntrustedText.IsClean(text));
        Assert.Same(text, UntrustedText.Clean(text));
    }

    [Fact]
    public void A_lone_surrogate_is_refused_and_leaves_a_replacement_character()
    {
        var text = "a" + (char)0xD800 + "b";

        Assert.False(UntrustedText.IsClean(text));
        Assert.Equal("a\ufffdb", UntrustedText.Clean(text));
    }

    [Fact]
    public void No_text_stays_no_text() => Assert.Null(UntrustedText.Clean(null));

    [Fact]
    public void A_character_is_never_cut_in_half() => Assert.Equal("ab", UntrustedText.Clean("ab\U0001F3E0", limit: 3));

    [Fact]
    public void Whatever_comes_is_clean_and_within_the_limit_afterwards() =>
        Gen.Select(Gen.Char.Array[0, 40], Gen.Int[0, 40])
            .Sample(
                (characters, limit) =>
                {
                    var clean = UntrustedText.Clean(new string(characters), limit)!;
                    return clean.Length <= limit && UntrustedText.IsClean(clean);
                },
                iter: 10_000
            );
}
