using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// The outside of a message: what is asked, under which id, in which revision, and by what client as it claims. Built only
/// of a body that <see cref="StrictJson"/> passed.
/// </summary>
internal sealed record Envelope
{
    private const int MostText = 128;

    /// <summary>The id as JSON, to be echoed; null for a notification, or where none could be read.</summary>
    public string? Id { get; private init; }
    public string Method { get; private init; } = "";

    /// <summary>2026-07-28 and later say it in every message; before, a header does.</summary>
    public string? ProtocolVersion { get; private init; }
    public string? ClientName { get; private init; }
    public string? ClientVersion { get; private init; }

    /// <summary>What is wrong with the message's form, as a sentence for the caller, with the code that says it.</summary>
    public (McpErrorCode Code, string Message)? Fault { get; private init; }

    public static Envelope Read(ReadOnlyMemory<byte> body, string? versionHeader)
    {
        using var document = JsonDocument.Parse(body);
        var message = document.RootElement;
        var parameters = Member(message, "params");
        var method = Text(message, "method");
        var meta = Member(parameters, "_meta");
        var client = Member(meta, MetaKeys.ClientInfo) is { ValueKind: JsonValueKind.Object } declared
            ? declared
            : Member(parameters, "clientInfo");
        return new Envelope
        {
            Id = IdOf(message),
            Method = method ?? "",
            ProtocolVersion = Capped(
                Text(meta, MetaKeys.ProtocolVersion) ?? versionHeader ?? Text(parameters, "protocolVersion")
            ),
            ClientName = Capped(Text(client, "name")),
            ClientVersion = Capped(Text(client, "version")),
            Fault = FaultOf(message, method, parameters),
        };
    }

    private static (McpErrorCode Code, string Message)? FaultOf(
        JsonElement message,
        string? method,
        JsonElement parameters
    )
    {
        if (Text(message, "jsonrpc") != "2.0")
        {
            return (McpErrorCode.InvalidRequest, "jsonrpc: Must be \"2.0\".");
        }

        if (method is null or { Length: 0 or > MostText })
        {
            return (McpErrorCode.InvalidRequest, "method: Must name the method.");
        }

        if (message.TryGetProperty("id", out _) && IdOf(message) is null)
        {
            return (
                McpErrorCode.InvalidRequest,
                $"id: Must be a whole number, or text of at most {MostText} characters."
            );
        }

        foreach (var member in message.EnumerateObject())
        {
            if (member.Name is not ("jsonrpc" or "id" or "method" or "params"))
            {
                return (
                    McpErrorCode.InvalidRequest,
                    $"{ArgumentRecord.NameOf(member.Name)}: Is not a member of a message."
                );
            }
        }

        return FaultOfParameters(method, parameters) is { } fault ? (McpErrorCode.InvalidParams, fault) : null;
    }

    private static string? FaultOfParameters(string method, JsonElement parameters)
    {
        var isObject = parameters.ValueKind == JsonValueKind.Object;
        if (!isObject && parameters.ValueKind != JsonValueKind.Undefined)
        {
            return "params: Must be an object.";
        }

        if (Member(parameters, "_meta").ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Object))
        {
            return "params._meta: Must be an object.";
        }

        return method switch
        {
            RequestMethods.ToolsCall => FaultOfNamed(parameters),
            RequestMethods.PromptsGet => FaultOfNamed(parameters),
            RequestMethods.ResourcesRead when Text(parameters, "uri") is null => "params.uri: Must be text.",
            RequestMethods.Initialize when Text(parameters, "protocolVersion") is null =>
                "params.protocolVersion: Must be text.",
            _ => null,
        };
    }

    private static string? FaultOfNamed(JsonElement parameters)
    {
        if (Text(parameters, "name") is not { Length: > 0 })
        {
            return "params.name: Must be text.";
        }

        return
            Member(parameters, "arguments").ValueKind
                is JsonValueKind.Undefined
                    or JsonValueKind.Null
                    or JsonValueKind.Object
            ? null
            : "params.arguments: Must be an object.";
    }

    private static string? IdOf(JsonElement message) =>
        Member(message, "id") switch
        {
            { ValueKind: JsonValueKind.String } id when id.GetString()!.Length <= MostText => id.GetRawText(),
            { ValueKind: JsonValueKind.Number } id when id.TryGetInt64(out _) => id.GetRawText(),
            _ => null,
        };

    private static JsonElement Member(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member) ? member : default;

    private static string? Text(JsonElement parent, string name) =>
        Member(parent, name) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static string? Capped(string? text) => Application.UntrustedText.Clean(text, MostText);
}
