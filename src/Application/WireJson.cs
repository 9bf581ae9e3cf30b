using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application;

/// <summary>
/// The one JSON form of our values, on the wire to agents and in stored results: snake_case members, UPPER_SNAKE enums,
/// ids and amounts as text, members that are null written as null.
/// </summary>
public static class WireJson
{
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DefaultIgnoreCondition = JsonIgnoreCondition.Never,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            NumberHandling = JsonNumberHandling.Strict,
            AllowDuplicateProperties = false,
            MaxDepth = 16,
        };
        options.Converters.Add(new TextConverter<AccountId>(AccountId.Parse));
        options.Converters.Add(new TextConverter<TransactionId>(TransactionId.Parse));
        options.Converters.Add(new TextConverter<IdempotencyKey>(IdempotencyKey.Parse));
        options.Converters.Add(new TextConverter<CurrencyCode>(CurrencyCode.Parse));
        options.Converters.Add(new TextConverter<Amount>(Amount.Parse));
        options.Converters.Add(
            new TextConverter<OperationId>(text =>
                OperationId.TryParse(text, out var id) ? id : throw new FormatException("Not an operation id.")
            )
        );
        options.Converters.Add(new MoneyConverter());
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseUpper, allowIntegerValues: false));
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private sealed class TextConverter<T>(Func<string, T> parse) : JsonConverter<T>
        where T : struct
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Parse(reader.GetString());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString());

        private T Parse(string? text)
        {
            try
            {
                return parse(text ?? "");
            }
            catch (FormatException cause)
            {
                throw new JsonException(cause.Message, cause);
            }
        }
    }

    /// <summary>"12.50 USD": one text, so that a stored sum cannot lose its currency.</summary>
    private sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            var text = reader.GetString() ?? "";
            var space = text.IndexOf(' ');
            return
                space > 0
                && CurrencyCode.TryParse(text[(space + 1)..], out var currency)
                && decimal.TryParse(
                    text[..space],
                    System.Globalization.NumberStyles.AllowDecimalPoint
                        | System.Globalization.NumberStyles.AllowLeadingSign,
                    System.Globalization.CultureInfo.InvariantCulture,
                    out var value
                )
                ? Money.FromDecimal(value, currency)
                : throw new JsonException("Not a sum with its currency.");
        }

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) =>
            writer.WriteStringValue($"{value} {value.Currency}");
    }
}
