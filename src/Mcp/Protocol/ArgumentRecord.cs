using System.Buffers;
using System.Text;
using System.Text.Json;
using FinancialMcp.Application;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// What a record keeps of what a caller sent: canonical JSON (members in ordinal order, no spaces), with a bound on
/// everything. It is the caller's text and stays untrusted. The value of a member that is named like a credential is not
/// kept: no tool asks for one, and whoever reads the record could use it.
/// </summary>
internal static class ArgumentRecord
{
    public const int NameLength = 64;
    private const int MostMembers = 40;

    private const string NotKept = "(not kept)";

    private static readonly SearchValues<string> Credentials = SearchValues.Create(
        [
            "authorization",
            "api_key",
            "api-key",
            "apikey",
            "bearer",
            "cookie",
            "credential",
            "jwt",
            "passphrase",
            "passwd",
            "password",
            "private_key",
            "privatekey",
            "secret",
            "token",
        ],
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>The form of no arguments.</summary>
    public const string None = "{}";

    public static string Of(IDictionary<string, JsonElement>? arguments)
    {
        if (arguments is not { Count: > 0 })
        {
            return None;
        }

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = WireJson.Options.Encoder }))
        {
            json.WriteStartObject();
            foreach (
                var (name, value) in arguments.OrderBy(member => member.Key, StringComparer.Ordinal).Take(MostMembers)
            )
            {
                var kept = NameOf(name);
                json.WritePropertyName(kept);
                if (IsCredential(name) || IsCredential(kept))
                {
                    json.WriteStringValue(NotKept);
                }
                else
                {
                    Write(json, value);
                }
            }

            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    /// <summary>The form of one text that was given outside of a tool's arguments.</summary>
    public static string Of(string name, string text) =>
        JsonSerializer.Serialize(
            new Dictionary<string, string>(StringComparer.Ordinal) { [name] = Cut(text) },
            WireJson.Options
        );

    /// <summary>A name that a caller wrote, clean and short enough to be shown and kept.</summary>
    public static string NameOf(string name) => UntrustedText.Clean(name, NameLength)!;

    /// <summary>Whether a member's name says that its value is a secret.</summary>
    public static bool IsCredential(string name) => name.AsSpan().ContainsAny(Credentials);

    private static void Write(Utf8JsonWriter json, JsonElement value)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.String:
                json.WriteStringValue(Cut(value.GetString()!));
                break;
            case JsonValueKind.Number when value.GetRawText() is { Length: <= NameLength } number:
                json.WriteRawValue(number);
                break;
            case JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null:
                value.WriteTo(json);
                break;
            default:
                // No argument of ours has parts: what has some is told by its kind and not kept.
                json.WriteStringValue($"({value.ValueKind.ToString().ToLowerInvariant()})");
                break;
        }
    }

    private static string Cut(string text)
    {
        if (text.Length <= ArgumentRules.TextLength)
        {
            return text;
        }

        var end = ArgumentRules.TextLength - (char.IsHighSurrogate(text[ArgumentRules.TextLength - 1]) ? 1 : 0);
        return text[..end] + "…";
    }
}
