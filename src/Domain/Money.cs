using System.Globalization;

namespace FinancialMcp.Domain;

/// <summary>An exact sum of money: a whole number of the currency's minor units. May be negative (a balance).</summary>
public readonly record struct Money(long Minor, CurrencyCode Currency)
{
    /// <summary>
    /// The decimal number a bank states for this sum. Throws <see cref="FormatException"/> when it is finer than the
    /// currency's smallest unit, and <see cref="OverflowException"/> beyond 64 bits: the bank's figure is then not one
    /// we may act on.
    /// </summary>
    public static Money FromDecimal(decimal value, CurrencyCode currency)
    {
        var minor = value * (currency.Exponent == 0 ? 1m : 100m);
        return minor == decimal.Truncate(minor)
            ? new Money((long)minor, currency)
            : throw new FormatException("The sum is finer than its currency's smallest unit.");
    }

    public decimal ToDecimal() => Currency.Exponent == 0 ? Minor : Minor / 100m;

    /// <summary>The decimal text with exactly the currency's decimals: "12.50", or "12" in yen.</summary>
    public override string ToString() =>
        ToDecimal().ToString(Currency.Exponent == 0 ? "0" : "0.00", CultureInfo.InvariantCulture);
}
