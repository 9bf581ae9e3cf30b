using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>What came back over HTTP: the status, the JSON-RPC message, and the request id that it names.</summary>
public sealed record RawAnswer(HttpStatusCode Status, JsonElement Message, HttpResponseMessage Http)
{
    public bool IsProtocolError => Message.TryGetProperty("error", out _);

    public string? ErrorMessage =>
        IsProtocolError ? Message.GetProperty("error").GetProperty("message").GetString() : null;

    public bool IsToolError =>
        Message.TryGetProperty("result", out var result) && result.GetProperty("isError").GetBoolean();

    public JsonElement Result => Message.GetProperty("result");

    public JsonElement Structured => Result.GetProperty("structuredContent");

    public string Text => Result.GetProperty("content")[0].GetProperty("text").GetString()!;

    /// <summary>The one error shape.</summary>
    public JsonElement ToolError => JsonSerializer.Deserialize<JsonElement>(Text).GetProperty("error");

    public string RequestId =>
        IsProtocolError ? Message.GetProperty("error").GetProperty("data").GetProperty("request_id").GetString()!
        : IsToolError ? ToolError.GetProperty("request_id").GetString()!
        : throw new InvalidOperationException("An answer without error names no request.");

    public static async Task<RawAnswer> ReadAsync(HttpResponseMessage http)
    {
        var text = await http.Content.ReadAsStringAsync();
        if (http.Content.Headers.ContentType?.MediaType == "text/event-stream")
        {
            text = text.Split('\n').Single(line => line.StartsWith("data: ", StringComparison.Ordinal))[
                "data: ".Length..
            ];
        }

        return new RawAnswer(
            http.StatusCode,
            text.Length == 0 ? default : JsonSerializer.Deserialize<JsonElement>(text),
            http
        );
    }
}

/// <summary>
/// An agent that speaks plain HTTP in either era, so that a test can send what no client library would.
/// </summary>
public sealed record RawAgent(RunningServer Server, string? Token, string Revision = Agents.InitializeEra)
{
    private const string Meta = "io.modelcontextprotocol/";

    /// <summary>Calls a tool with arguments as given.</summary>
    public Task<RawAnswer> CallAsync(string tool, JsonObject? arguments = null) =>
        AskAsync(
            "tools/call",
            new JsonObject { ["name"] = tool, ["arguments"] = arguments?.DeepClone() ?? new JsonObject() }
        );

    /// <summary>Asks for any method.</summary>
    public async Task<RawAnswer> AskAsync(string method, JsonObject? parameters = null)
    {
        parameters ??= [];
        if (Revision == Agents.Newest)
        {
            parameters["_meta"] = new JsonObject
            {
                [Meta + "protocolVersion"] = Revision,
                [Meta + "clientCapabilities"] = new JsonObject(),
                [Meta + "clientInfo"] = new JsonObject { ["name"] = "raw", ["version"] = "1" },
            };
        }

        var body = new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = 1,
            ["method"] = method,
            ["params"] = parameters,
        };
        var name = parameters["name"]?.GetValue<string>() ?? parameters["uri"]?.GetValue<string>();
        return await SendAsync(body.ToJsonString(), method, name);
    }

    /// <summary>Sends a body as it is, with the headers of the revision.</summary>
    public async Task<RawAnswer> SendAsync(string body, string method = "tools/call", string? name = null)
    {
        var headers = new List<(string, string)> { ("MCP-Protocol-Version", Revision) };
        if (Revision == Agents.Newest)
        {
            headers.Add(("Mcp-Method", method));
            if (name is not null)
            {
                headers.Add(("Mcp-Name", name));
            }
        }

        return await RawAnswer.ReadAsync(await Server.PostAsync(body, Token, [.. headers]));
    }
}
