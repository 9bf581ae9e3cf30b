using System.Globalization;
using System.Text.Json;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Http;

/// <summary>
/// A JSON object read field by field. A value of the wrong kind is a malformed body, as it is for the services' own
/// reader; problems of the values are collected and thrown together by <see cref="ThrowIfInvalid"/>.
/// </summary>
internal sealed class RequestBody
{
    private readonly JsonElement root;
    private readonly List<KeyValuePair<string, string>> problems = [];

    private RequestBody(JsonElement root) => this.root = root;

    public static async Task<RequestBody> ReadAsync(HttpContext http)
    {
        if (
            http.Request.ContentType is not { } type
            || !type.StartsWith("application/json", StringComparison.OrdinalIgnoreCase)
        )
        {
            throw new RefusedException(
                RefusalReason.UnsupportedMedia,
                $"Content-Type '{http.Request.ContentType}' is not supported"
            );
        }
        try
        {
            using var document = await JsonDocument.ParseAsync(http.Request.Body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                ? new RequestBody(document.RootElement.Clone())
                : throw Malformed("a JSON object is expected");
        }
        catch (JsonException)
        {
            throw Malformed("the body is not JSON");
        }
    }

    public static RefusedException Malformed(string message) => new(RefusalReason.MalformedBody, message);

    public void Problem(string field, string message) => problems.Add(new(field, message));

    public void ThrowIfInvalid()
    {
        if (problems.Count > 0)
        {
            throw new RefusedException(RefusalReason.Validation, "Invalid input parameters") { Fields = problems };
        }
    }

    /// <summary>Refuses the body when it holds a field outside the list (v2 of the account service).</summary>
    public void AllowOnly(params ReadOnlySpan<string> fields)
    {
        foreach (var property in root.EnumerateObject())
        {
            if (!fields.Contains(property.Name))
            {
                throw Malformed($"Unrecognized field \"{property.Name}\"");
            }
        }
    }

    /// <summary>Text; a number or boolean is taken by its JSON text. Null when absent or null.</summary>
    public string? Text(string field, int longest = 255, bool required = false)
    {
        var value = Value(field) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text => text.GetString(),
            { ValueKind: JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False } scalar =>
                scalar.GetRawText(),
            _ => throw Malformed($"{field} is not text"),
        };
        if (required && string.IsNullOrWhiteSpace(value))
        {
            Problem(field, "must not be blank");
        }
        else if (value?.Length > longest)
        {
            Problem(field, $"size must be between 0 and {longest.ToString(CultureInfo.InvariantCulture)}");
        }
        return value;
    }

    /// <summary>A decimal number, exact. Null when absent or null.</summary>
    public decimal? Number(string field) =>
        Value(field) switch
        {
            null => null,
            { ValueKind: JsonValueKind.Number } number when number.TryGetDecimal(out var value) => value,
            _ => throw Malformed($"{field} is not a number in range"),
        };

    /// <summary>An amount between the two bounds, with at most two decimals.</summary>
    public Money? Amount(string field, Money least, Money most, bool required)
    {
        if (Number(field) is not { } value)
        {
            if (required)
            {
                Problem(field, "must not be null");
            }
            return null;
        }
        if (!Money.TryFrom(value, out var amount))
        {
            Problem(field, "numeric value out of bounds (<6 digits>.<2 digits> expected)");
        }
        else if (amount < least)
        {
            Problem(field, $"must be greater than or equal to {least}");
        }
        else if (amount > most)
        {
            Problem(field, $"must be less than or equal to {most}");
        }
        return amount;
    }

    /// <summary>A calendar date, yyyy-MM-dd. Null when absent or null.</summary>
    public DateOnly? Date(string field) =>
        Value(field) switch
        {
            null => null,
            { ValueKind: JsonValueKind.String } text
                when DateOnly.TryParseExact(
                    text.GetString(),
                    "yyyy-MM-dd",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.None,
                    out var date
                ) => date,
            _ => throw Malformed($"{field} is not a date"),
        };

    private JsonElement? Value(string field) =>
        root.TryGetProperty(field, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
