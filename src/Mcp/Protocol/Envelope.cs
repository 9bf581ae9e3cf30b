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
    private const int MostVersion = 32;
    private const string NotificationPrefix = "notifications/";

    /// <summary>The id as JSON, to be echoed; null for a notification, or where none could be read.</summary>
    public string? Id { get; private init; }
    public string Method { get; private init; } = "";

    /// <summary>The tool that a refused <c>tools/call</c> named, clean and short.</summary>
    public string? Tool { get; private init; }

    /// <summary>The arguments that it gave, as <see cref="ArgumentRecord"/> keeps them.</summary>
    public string Arguments { get; private init; } = ArgumentRecord.None;

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
        var version = Text(meta, MetaKeys.ProtocolVersion);
        var faultOfVersion =
            FaultOfVersion("MCP-Protocol-Version", versionHeader)
            ?? FaultOfVersion($"params._meta.{MetaKeys.ProtocolVersion}", version);
        var fault = FaultOf(message, method, parameters) ?? faultOfVersion;
        var refusedCall = fault is not null && method == RequestMethods.ToolsCall;
        return new Envelope
        {
            Id = IdOf(message),
            Method = method ?? "",
            Tool = refusedCall && Text(parameters, "name") is { Length: > 0 } tool ? ArgumentRecord.NameOf(tool) : null,
            Arguments = refusedCall ? ArgumentsOf(parameters) : ArgumentRecord.None,
            ProtocolVersion = faultOfVersion is null
                ? Capped(version ?? versionHeader ?? Text(parameters, "protocolVersion"))
                : null,
            ClientName = Capped(Text(client, "name")),
            ClientVersion = Capped(Text(client, "version")),
            Fault = fault,
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

        // A call that nobody waits for would have nobody to tell what became of it.
        if (!message.TryGetProperty("id", out _) && !method.StartsWith(NotificationPrefix, StringComparison.Ordinal))
        {
            return (McpErrorCode.InvalidRequest, "id: Must be given, for an answer to be possible.");
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
            RequestMethods.CompletionComplete => FaultOfCompletion(parameters),
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

    private static string? FaultOfCompletion(JsonElement parameters)
    {
        var reference = Member(parameters, "ref");
        var argument = Member(parameters, "argument");
        return Text(reference, "type") is not { } type ? "params.ref.type: Must be text."
            : type == "ref/prompt" && Text(reference, "name") is null ? "params.ref.name: Must be text."
            : type == "ref/resource" && Text(reference, "uri") is null ? "params.ref.uri: Must be text."
            : type is not ("ref/prompt" or "ref/resource") ? "params.ref.type: Must be ref/prompt or ref/resource."
            : Text(argument, "name") is null ? "params.argument.name: Must be text."
            : Text(argument, "value") is null ? "params.argument.value: Must be text."
            : null;
    }

    /// <summary>Revisions are dates. Anything else is not repeated to anybody, and so never reaches who would.</summary>
    private static (McpErrorCode Code, string Message)? FaultOfVersion(string field, string? version) =>
        version is null || (version.Length is > 0 and <= MostVersion && version.All(IsOfDate))
            ? null
            : (McpErrorCode.InvalidRequest, $"{field}: Must be a revision of the protocol, such as 2025-11-25.");

    private static bool IsOfDate(char letter) => char.IsAsciiDigit(letter) || letter == '-';

    private static string ArgumentsOf(JsonElement parameters) =>
        Member(parameters, "arguments") is { ValueKind: JsonValueKind.Object } given
            ? ArgumentRecord.Of(
                given
                    .EnumerateObject()
                    .ToDictionary(member => member.Name, member => member.Value, StringComparer.Ordinal)
            )
            : ArgumentRecord.None;

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
