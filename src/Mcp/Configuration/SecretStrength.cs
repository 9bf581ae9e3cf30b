using System.Text;

namespace FinancialMcp.Mcp.Configuration;

/// <summary>
/// Whether a secret could be guessed: too short, a sample out of a document, ordinary words, a repeated or counted-up
/// pattern. Random text of 32 characters, hexadecimal or richer, passes.
/// </summary>
internal static class SecretStrength
{
    /// <summary>RFC 7518, section 3.2: a key for HS256 has at least the size of its hash.</summary>
    public const int LeastBytes = 32;

    private const double LeastBitsPerCharacter = 2.5;

    /// <summary>
    /// What documents put in a secret's place. Each is long, or has a hyphen, so that random text does not hold it by chance.
    /// </summary>
    private static readonly string[] Samples = """
        changeme change-me change_me changethis your- your_ yoursecret placeholder replace- replace_
        replaceme insert- example
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Words that secrets are made of by hand. Only their share of the letters counts, so they need no completeness.</summary>
    private static readonly string[] Words = """
        access account admin agent auth backend bank bytes character characters code company correct
        database default demo dev development enough dummy environment extremely financial for foo bar hello
        hmac horse battery staple internal jwt key least letmein local long master mcp minimum money must
        not only pass passphrase password please private prod production qwerty random safe sample secret
        secure server service sign signing some staging string strong super test testing that the this token
        transaction use user value very welcome with world
        """.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Why this cannot be a signing key, as the rest of a sentence; null if it can.</summary>
    public static string? WeaknessOfKey(string secret)
    {
        var bytes = Encoding.UTF8.GetByteCount(secret);
        return bytes < LeastBytes ? $"has {bytes} bytes; {LeastBytes} are the least"
            : IsSample(secret) ? "is a sample value"
            : IsPattern(secret) ? "repeats or counts up a pattern"
            : IsWords(secret) ? "is made of ordinary words"
            : BitsPerCharacter(secret) < LeastBitsPerCharacter ? "uses too few different characters"
            : null;
    }

    /// <summary>Why this cannot be a password outside development; null if it can.</summary>
    public static string? WeaknessOfPassword(string secret) =>
        IsSample(secret) ? "is a sample value"
        : IsWords(secret) ? "is made of ordinary words"
        : null;

    private static bool IsSample(string secret) =>
        secret[0] == '<'
        || Array.Exists(Samples, sample => secret.Contains(sample, StringComparison.OrdinalIgnoreCase));

    private static bool IsPattern(string secret)
    {
        for (var period = 1; period <= secret.Length / 2; period++)
        {
            if (secret.AsSpan(period).SequenceEqual(secret.AsSpan(0, secret.Length - period)))
            {
                return true;
            }
        }

        // One step all along: 0 repeats, 1 counts up, -1 down. Random text takes any one of them rarely.
        var steps = secret.Zip(secret.Skip(1), (first, second) => second - first).ToList();
        return new[] { -1, 0, 1 }.Any(step => steps.Count(taken => taken == step) * 2 > secret.Length);
    }

    /// <summary>Whether ordinary words cover more than half of the letters and digits.</summary>
    private static bool IsWords(string secret)
    {
        var text = string.Concat(secret.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();
        var covered = new int[text.Length + 1];
        for (var end = 1; end <= text.Length; end++)
        {
            covered[end] = covered[end - 1];
            foreach (var word in Words)
            {
                if (text.AsSpan(0, end).EndsWith(word, StringComparison.Ordinal))
                {
                    covered[end] = Math.Max(covered[end], covered[end - word.Length] + word.Length);
                }
            }
        }

        return covered[^1] * 2 > text.Length;
    }

    /// <summary>Shannon's entropy of the characters' frequencies: an upper bound of what each adds.</summary>
    private static double BitsPerCharacter(string secret) =>
        secret
            .GroupBy(character => character)
            .Select(group => (double)group.Count() / secret.Length)
            .Sum(share => -share * Math.Log2(share));
}
