using CsCheck;

namespace FinancialMcp.Domain.Tests;

public sealed class DigestTests
{
    /// <summary>Computed by another program: SHA-256 over each part's length (32 bit, big endian) and UTF-8 bytes.</summary>
    [Theory]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("df3f619804a92fdb4057192dc43dd748ea778adc52bc498ce80524c014b81119", "")]
    [InlineData("f2939f903016e5bb29b1e4a61cdbd376220ca03a24180b39995f2d50f2e0a647", "ab", "c")]
    [InlineData("b534ce16ac9c8b36823f39a395ce8e0e3c7ad9605b82b5444f18cadacd217a5d", "a", "bc")]
    public void Known_parts_have_their_digest(string digest, params string[] parts)
    {
        Assert.Equal(digest, Digest.Of(parts));
        Assert.Equal(digest, Convert.ToHexStringLower(Digest.BytesOf(parts)));
    }

    /// <summary>Two different lists of parts never meet, wherever the same text is cut.</summary>
    [Fact]
    public void Different_parts_have_different_digests() =>
        Gen.Select(Parts, Parts)
            .Sample(
                (left, right) =>
                    left.SequenceEqual(right, StringComparer.Ordinal)
                    == string.Equals(Digest.Of(left), Digest.Of(right), StringComparison.Ordinal)
            );

    [Fact]
    public void The_same_text_cut_elsewhere_has_another_digest() =>
        Gen.Select(Gen.String.AlphaNumeric.Where(text => text.Length > 1), Gen.Int[0, 100])
            .Sample(
                (text, cut) =>
                {
                    var at = cut % text.Length;
                    return Digest.Of(text[..at], text[at..]) != Digest.Of(text[..(at + 1)], text[(at + 1)..]);
                }
            );

    [Fact]
    public void A_lone_surrogate_is_refused() => Assert.ThrowsAny<ArgumentException>(() => Digest.Of("\ud800"));

    private static Gen<string[]> Parts => Gen.String[Gen.Char["ab\0"], 0, 2].Array[0, 3];
}
