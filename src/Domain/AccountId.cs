using System.Globalization;

namespace FinancialMcp.Domain;

/// <summary>
/// An account's number at the bank: a positive 64-bit integer. Anything else is refused before a URL is built, because
/// the account service answers a non-numeric id with 500. <c>default</c> is no account.
/// </summary>
public readonly record struct AccountId
{
    public const string Pattern = "^[1-9][0-9]{0,18}$";

    private AccountId(long value) => Value = value;

    public long Value { get; }

    /// <summary>Reads decimal digits without sign, spaces or leading zeros; false for anything else.</summary>
    public static bool TryParse(string? text, out AccountId id)
    {
        id = default;
        if (
            text is null or "" or ['0', ..]
            || !text.All(char.IsAsciiDigit)
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
        )
        {
            return false;
        }

        id = new AccountId(value);
        return true;
    }

    /// <summary>Reads an id. Throws <see cref="FormatException"/> for anything else.</summary>
    public static AccountId Parse(string text) =>
        TryParse(text, out var id) ? id : throw new FormatException("Not an account id.");

    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}
