namespace FinancialMcp.Domain.Operations;

/// <summary>
/// The idempotency key we give the bank, also sent as the reference. Derived from the caller's key, not random, so
/// that the bank recognises a payment whose row we lost in a restore. The bank allows 128 of <c>A-Za-z0-9._:-</c>; its
/// reference allows 100.
/// </summary>
public static class BackendKey
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    /// <summary><c>fm1-</c> and the base32 (RFC 4648 alphabet, lower case, no padding) of the digest: 56 characters.</summary>
    public static string For(Principal principal, IdempotencyKey key)
    {
        var digest = Digest.BytesOf(principal.Issuer, principal.Subject, principal.ActingParty ?? "", key.ToString());
        return "fm1-" + Base32(digest);
    }

    private static string Base32(ReadOnlySpan<byte> bytes)
    {
        var text = new char[((bytes.Length * 8) + 4) / 5];
        int buffer = 0,
            bits = 0,
            at = 0;
        foreach (var value in bytes)
        {
            buffer = (buffer << 8) | value;
            bits += 8;
            while (bits >= 5)
            {
                bits -= 5;
                text[at++] = Alphabet[(buffer >> bits) & 31];
            }

            buffer &= (1 << bits) - 1;
        }

        if (bits > 0)
        {
            text[at] = Alphabet[(buffer << (5 - bits)) & 31];
        }

        return new string(text);
    }
}
