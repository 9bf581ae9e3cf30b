using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using FinancialMcp.Application;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>One kind of argument: its schema, and how it is read from JSON without guessing.</summary>
/// <param name="Schema">Members of the JSON schema that every argument of the kind shares.</param>
/// <param name="Expected">What would be right, as a sentence for the caller.</param>
/// <param name="Read">The value, boxed, or null when the JSON is not of the kind.</param>
internal sealed partial record ArgumentType(JsonObject Schema, string Expected, Func<JsonElement, object?> Read)
{
    private const string Form = "Must be";

    /// <summary>Percentages: as text, like amounts, so that no client rounds them.</summary>
    private const string DecimalPattern = @"^(0|[1-9][0-9]{0,2})(\.[0-9]{1,4})?$";

    private static readonly Dictionary<Type, ArgumentType> Known = new()
    {
        [typeof(string)] = new(Of("string"), $"{Form} text.", Text),
        [typeof(bool)] = new(
            Of("boolean"),
            $"{Form} true or false.",
            json => json.ValueKind is JsonValueKind.True or JsonValueKind.False ? json.GetBoolean() : null
        ),
        [typeof(int)] = new(
            Of("integer"),
            $"{Form} a whole number.",
            json => json.ValueKind == JsonValueKind.Number && json.TryGetInt32(out var number) ? number : null
        ),
        [typeof(AccountId)] = new(
            Of("string", AccountId.Pattern),
            $"{Form} an account number as text: digits, without leading zeros.",
            json => AccountId.TryParse(Text(json), out var id) ? id : null
        ),
        [typeof(TransactionId)] = new(
            Of("string", format: "uuid"),
            $"{Form} a transaction id: a UUID with hyphens.",
            json => TransactionId.TryParse(Text(json), out var id) ? id : null
        ),
        [typeof(OperationId)] = new(
            Of("string", format: "uuid"),
            $"{Form} an operation id: a UUID with hyphens.",
            json => OperationId.TryParse(Text(json), out var id) ? id : null
        ),
        [typeof(Amount)] = new(
            Of("string", Amount.Pattern),
            $"{Form} a decimal amount as text, such as \"12.50\": at most 12 digits and 2 decimals.",
            json => Amount.TryParse(TextOrNumber(json), out var amount) ? amount : null
        ),
        [typeof(decimal)] = new(
            Of("string", DecimalPattern),
            $"{Form} a decimal number as text, such as \"2.5\": at most 3 digits and 4 decimals.",
            json => TextOrNumber(json) is { } text && DecimalForm().IsMatch(text) ? Decimal(text) : null
        ),
        [typeof(CurrencyCode)] = new(
            Of("string", CurrencyCode.Pattern),
            $"{Form} an ISO 4217 code with at most two decimals, such as \"USD\".",
            json => CurrencyCode.TryParse(Text(json), out var currency) ? currency : null
        ),
        [typeof(IdempotencyKey)] = new(
            Of("string", IdempotencyKey.Pattern),
            $"{Form} 16 to 64 of the characters A-Z a-z 0-9 . _ : -",
            json => IdempotencyKey.TryParse(Text(json), out var key) ? key : null
        ),
        [typeof(DateOnly)] = new(
            Of("string", format: "date"),
            $"{Form} a date such as \"2026-07-28\".",
            json =>
                DateOnly.TryParseExact(
                    Text(json),
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var date
                )
                    ? date
                    : null
        ),
    };

    /// <summary>
    /// The kind for a type of the request, nullable or not. Throws <see cref="NotSupportedException"/> for a type that no
    /// agent could write: a request is checked when the server starts.
    /// </summary>
    public static ArgumentType For(Type type)
    {
        var plain = Nullable.GetUnderlyingType(type) ?? type;
        return Known.TryGetValue(plain, out var known) ? known
            : plain.IsEnum ? ForEnum(plain)
            : throw new NotSupportedException($"{plain.Name} is not a type of tool arguments.");
    }

    private static ArgumentType ForEnum(Type type)
    {
        var values = Enum.GetValues(type)
            .Cast<object>()
            .ToDictionary(value => NameOf(value, type), StringComparer.Ordinal);
        var schema = Of("string");
        schema["enum"] = new JsonArray([.. values.Keys.Select(name => JsonValue.Create(name))]);
        return new(
            schema,
            $"{Form} one of {string.Join(", ", values.Keys)}.",
            json => Text(json) is { } text ? values.GetValueOrDefault(text) : null
        );
    }

    /// <summary>A value's name on the wire, as results write it.</summary>
    public static string NameOf(object value, Type type) =>
        JsonSerializer.SerializeToElement(value, type, WireJson.Options).GetString()!;

    private static decimal Decimal(string text) =>
        decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture);

    private static string? Text(JsonElement json) => json.ValueKind == JsonValueKind.String ? json.GetString() : null;

    /// <summary>A number is taken by its own digits, so that it never passes through binary floating point.</summary>
    private static string? TextOrNumber(JsonElement json) =>
        json.ValueKind == JsonValueKind.Number ? json.GetRawText() : Text(json);

    private static JsonObject Of(string type, string? pattern = null, string? format = null)
    {
        var schema = new JsonObject { ["type"] = type };
        if (pattern is not null)
        {
            schema["pattern"] = pattern;
        }

        if (format is not null)
        {
            schema["format"] = format;
        }

        return schema;
    }

    [GeneratedRegex(
        @"^(0|[1-9][0-9]{0,2})(\.[0-9]{1,4})?\z",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex DecimalForm();
}
