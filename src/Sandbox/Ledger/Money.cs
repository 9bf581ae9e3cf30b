using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinancialMcp.Sandbox.Ledger;

/// <summary>
/// An amount in minor units (hundredths). It is read from and written to JSON as a decimal number of scale 2, so it
/// never passes through binary floating point.
/// </summary>
[JsonConverter(typeof(MoneyJson))]
internal readonly record struct Money(long Minor) : IComparable<Money>
{
    public static readonly Money Zero = new(0);

    public decimal ToDecimal() =>
        new((int)(Math.Abs(Minor) & 0xFFFFFFFF), (int)(Math.Abs(Minor) >> 32), 0, Minor < 0, scale: 2);

    /// <summary>Exact conversion; false when the value has more than two significant decimals or is out of range.</summary>
    public static bool TryFrom(decimal value, out Money money)
    {
        money = Zero;
        if (Math.Abs(value) > 90_000_000_000_000m)
        {
            return false;
        }
        var minor = value * 100m;
        if (minor != decimal.Truncate(minor))
        {
            return false;
        }
        money = new Money((long)minor);
        return true;
    }

    public int CompareTo(Money other) => Minor.CompareTo(other.Minor);

    public override string ToString() => ToDecimal().ToString(System.Globalization.CultureInfo.InvariantCulture);

    public static Money operator +(Money left, Money right) => new(checked(left.Minor + right.Minor));

    public static Money operator -(Money left, Money right) => new(checked(left.Minor - right.Minor));

    public static bool operator <(Money left, Money right) => left.Minor < right.Minor;

    public static bool operator >(Money left, Money right) => left.Minor > right.Minor;

    public static bool operator <=(Money left, Money right) => left.Minor <= right.Minor;

    public static bool operator >=(Money left, Money right) => left.Minor >= right.Minor;

    private sealed class MoneyJson : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TryFrom(reader.GetDecimal(), out var money)
                ? money
                : throw new JsonException("An amount has at most two decimals.");

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.ToDecimal());
    }
}
