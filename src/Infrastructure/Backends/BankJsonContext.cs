using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>How the bank's JSON is read: its camel case, unknown members ignored, a member given twice refused.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    AllowDuplicateProperties = false,
    MaxDepth = 32
)]
[JsonSerializable(typeof(WireAccount))]
[JsonSerializable(typeof(WirePage<WireAccount>))]
[JsonSerializable(typeof(WireTransaction))]
[JsonSerializable(typeof(WirePage<WireTransaction>))]
[JsonSerializable(typeof(List<WireTransaction>))]
[JsonSerializable(typeof(List<WireSpendingLimit>))]
[JsonSerializable(typeof(WireDepositCapability))]
[JsonSerializable(typeof(WireClosure))]
[JsonSerializable(typeof(WireHealth))]
[JsonSerializable(typeof(WireError))]
internal sealed partial class BankJsonContext : JsonSerializerContext;

/// <summary>An error in either service's words. Shown to nobody: it only tells refusals apart.</summary>
internal sealed record WireError
{
    public string? Error { get; init; }
    public string? Message { get; init; }

    /// <summary>The error that a body holds; null when the body is none of the service's own errors.</summary>
    public static WireError? Read(ReadOnlySpan<byte> body)
    {
        try
        {
            var error = JsonSerializer.Deserialize(body, BankJsonContext.Default.WireError);
            return error is { Error: null, Message: null } ? null : error;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>True when the service's error or message begins so; case does not count, it differs between versions.</summary>
    public bool Says(string beginning) =>
        Error?.StartsWith(beginning, StringComparison.OrdinalIgnoreCase) == true
        || Message?.StartsWith(beginning, StringComparison.OrdinalIgnoreCase) == true;
}

/// <summary>What /actuator/health answers.</summary>
internal sealed record WireHealth
{
    public string? Status { get; init; }
}

/// <summary>An account number, which the services write as text or as a number, as its text.</summary>
internal sealed class AccountNumberConverter : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number
            ? reader.GetInt64().ToString(CultureInfo.InvariantCulture)
            : reader.GetString();

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value);
}
