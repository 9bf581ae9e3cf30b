using System.Text.Json;
using System.Text.Unicode;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// The form that a request body must have before anybody interprets it. Two readers of one body must never see two
/// things: so no name may come twice in an object, not even in other letter case, and no text may be half a character.
/// </summary>
internal static class StrictJson
{
    public const int MaxDepth = 16;

    /// <summary>What is wrong with the body, as a sentence for the caller; null when it is one well-formed object.</summary>
    public static string? FaultOf(ReadOnlySpan<byte> body)
    {
        if (!Utf8.IsValid(body))
        {
            return "The body is not valid UTF-8.";
        }

        try
        {
            return Walk(body);
        }
        catch (JsonException)
        {
            return "The body is not valid JSON.";
        }
        catch (InvalidOperationException)
        {
            // Thrown for text that is escaped into half a character.
            return "The body holds text with an unpaired surrogate.";
        }
    }

    private static string? Walk(ReadOnlySpan<byte> body)
    {
        // One level more than is allowed, so that the fault can be told from other ones.
        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = MaxDepth + 1 });
        var names = new HashSet<string>?[MaxDepth + 1];
        while (reader.Read())
        {
            switch (reader.TokenType)
            {
                case JsonTokenType.StartArray or JsonTokenType.StartObject when reader.CurrentDepth >= MaxDepth:
                    return $"The body is nested deeper than {MaxDepth} levels.";
                case JsonTokenType.StartArray when reader.CurrentDepth == 0:
                    return "Batches are not supported: send one message per request.";
                case JsonTokenType.StartObject:
                    names[reader.CurrentDepth]?.Clear();
                    break;
                case JsonTokenType.PropertyName when !Add(ref names[reader.CurrentDepth - 1], reader.GetString()!):
                    return $"The member \"{ArgumentRecord.NameOf(reader.GetString()!)}\" is given twice.";
                case JsonTokenType.String when reader.ValueIsEscaped:
                    reader.GetString();
                    break;
                default:
                    if (reader.CurrentDepth == 0 && reader.TokenType != JsonTokenType.EndObject)
                    {
                        return "The body is not a JSON object.";
                    }

                    break;
            }
        }

        return null;
    }

    private static bool Add(ref HashSet<string>? names, string name) =>
        (names ??= new HashSet<string>(StringComparer.OrdinalIgnoreCase)).Add(name);
}
