using System.Globalization;
using System.Text.RegularExpressions;

namespace FinancialMcp.Domain;

/// <summary>
/// A non-negative decimal amount as a caller writes it, before its currency is known: at most twelve digits before the
/// point and two after it. <c>default</c> is zero. Exact: held as hundredths, never as binary floating point.
/// </summary>
public readonly partial record struct Amount : IComparable<Amount>
{
    /// <summary>The only accepted form (no sign, no exponent, no leading zeros), as a regular expression.</summary>
    public const string Pattern = @"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?$";

    private Amount(long hundredths) => Hundredths = hundredths;

    /// <summary>The amount in hundredths of the currency's main unit, whatever the currency's own exponent.</summary>
    public long Hundredths { get; }

    public bool IsZero => Hundredths == 0;

    /// <summary>Reads the accepted form; false for anything else. "12.5" and "12.50" are the same amount.</summary>
    public static bool TryParse(string? text, out Amount amount)
    {
        amount = default;
        if (text is null || !Form().IsMatch(text))
        {
            return false;
        }

        var value = decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);
        amount = new Amount((long)(value * 100m));
        return true;
    }

    /// <summary>Reads the accepted form. Throws <see cref="FormatException"/> for anything else.</summary>
    public static Amount Parse(string text) =>
        TryParse(text, out var amount) ? amount : throw new FormatException("Not an amount of the accepted form.");

    /// <summary>
    /// This amount in a currency, in its minor units; false when the amount is finer than the currency's smallest unit
    /// (half a yen).
    /// </summary>
    public bool TryIn(CurrencyCode currency, out Money money)
    {
        var hundredthsPerMinor = currency.Exponent == 0 ? 100L : 1L;
        money = new Money(Hundredths / hundredthsPerMinor, currency);
        return Hundredths % hundredthsPerMinor == 0;
    }

    public int CompareTo(Amount other) => Hundredths.CompareTo(other.Hundredths);

    public static bool operator <(Amount left, Amount right) => left.CompareTo(right) < 0;

    public static bool operator >(Amount left, Amount right) => left.CompareTo(right) > 0;

    public static bool operator <=(Amount left, Amount right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Amount left, Amount right) => left.CompareTo(right) >= 0;

    /// <summary>Two decimals always: the form under which equal amounts are equal text.</summary>
    public override string ToString() => (Hundredths / 100m).ToString("0.00", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(0|[1-9][0-9]{0,11})(\.[0-9]{1,2})?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Form();
}
