using CsCheck;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Operations;

public sealed class BackendKeyTests
{
    /// <summary>Computed by another program. They may never change: the bank knows payments by them.</summary>
    [Theory]
    [InlineData(
        "https://issuer.example",
        "alice",
        null,
        "pay-rent-2026-10-0001",
        "fm1-hn55s6rbav5d2tr72iml7p5qdrjhono4pk7w6tykbsmvegccxa3a"
    )]
    [InlineData(
        "https://issuer.example",
        "alice",
        "agent-7",
        "pay-rent-2026-10-0001",
        "fm1-ice4scdv6qt6r7vsofokyzxlydv3oypudrys7i34cmurppdvdwxq"
    )]
    [InlineData("fm", "ürsula", null, "0123456789abcdef", "fm1-t726x6kgfnk7dmnm4b3cmcsweb2pb7ghvsnzhuvemv5wpyzxctka")]
    public void Known_callers_and_keys_have_their_key(
        string issuer,
        string subject,
        string? party,
        string key,
        string expected
    ) => Assert.Equal(expected, BackendKey.For(new Principal(issuer, subject, party), IdempotencyKey.Parse(key)));

    /// <summary>The bank takes 1-128 of A-Za-z0-9._:- as a key and 100 characters as a reference.</summary>
    [Fact]
    public void Every_key_is_one_the_bank_takes() =>
        Gen.Select(Gen.String, Gen.String, Keys)
            .Where((issuer, subject, _) => IsText(issuer) && IsText(subject))
            .Sample(
                (issuer, subject, key) =>
                {
                    var backendKey = BackendKey.For(new Principal(issuer, subject, null), key);
                    Assert.Matches("^fm1-[a-z2-7]{52}$", backendKey);
                }
            );

    [Fact]
    public void Another_caller_or_another_key_gives_another_key() =>
        Gen.Select(Callers, Keys, Callers, Keys)
            .Sample(
                (caller, key, otherCaller, otherKey) =>
                    (caller == otherCaller && key == otherKey)
                    == string.Equals(
                        BackendKey.For(caller, key),
                        BackendKey.For(otherCaller, otherKey),
                        StringComparison.Ordinal
                    )
            );

    private static Gen<IdempotencyKey> Keys =>
        Gen.String[Gen.Char["aB9._:-"], 16, 18].Select(text => IdempotencyKey.Parse(text));

    private static Gen<Principal> Callers =>
        Gen.Select(
            Gen.OneOf("a", "ab", "b"),
            Gen.OneOf("a", "ba", "b"),
            Gen.OneOf<string?>(null, "a", "b"),
            (issuer, subject, party) => new Principal(issuer, subject, party)
        );

    private static bool IsText(string text) => !text.Any(char.IsSurrogate);
}
