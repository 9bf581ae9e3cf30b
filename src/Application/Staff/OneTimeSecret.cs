using System.Security.Cryptography;
using System.Text;

namespace FinancialMcp.Application.Staff;

/// <summary>What a one-time secret is for. The numbers are stored.</summary>
public enum SecretPurpose
{
    /// <summary>Makes the first administrator, while there is none.</summary>
    FirstAdmin = 1,

    /// <summary>Makes the second administrator, while there is one.</summary>
    SecondAdmin = 2,

    /// <summary>Lets an invited person choose a password.</summary>
    Invitation = 3,
}

/// <summary>
/// A secret of 128 bits that is good for one deed, once, for half an hour. Only its digest is kept.
/// </summary>
/// <param name="Hash">SHA-256 of the secret, lower-case hex.</param>
/// <param name="Purpose">What it is for.</param>
/// <param name="Account">Whose invitation it is; null for the others.</param>
/// <param name="ExpiresAt">From then on it is not taken.</param>
/// <param name="UsedAt">Null: not used.</param>
public sealed record OneTimeSecret(
    string Hash,
    SecretPurpose Purpose,
    Guid? Account,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? UsedAt
)
{
    private const int Bytes = 16;
    private const int GroupLength = 4;

    /// <summary>How long one is good.</summary>
    public static TimeSpan Lifetime { get; } = TimeSpan.FromMinutes(30);

    /// <summary>A new one, with the text that its user is told: eight groups of four hexadecimal digits.</summary>
    public static (OneTimeSecret Secret, string Text) New(SecretPurpose purpose, Guid? account, DateTimeOffset now)
    {
        var digits = RandomNumberGenerator.GetHexString(2 * Bytes, lowercase: true);
        var text = string.Join('-', digits.Chunk(GroupLength).Select(group => new string(group)));
        return (new OneTimeSecret(HashOf(text), purpose, account, now + Lifetime, null), text);
    }

    /// <summary>Of a secret as a person types it: case, spaces and hyphens do not matter.</summary>
    public static string HashOf(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var digits = new string([.. text.Where(char.IsAsciiLetterOrDigit)]).ToLowerInvariant();
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(digits)));
    }

    public bool IsGoodAt(DateTimeOffset now) => UsedAt is null && now < ExpiresAt;
}
