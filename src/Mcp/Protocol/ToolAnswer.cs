using System.Text;
using System.Text.Json;
using FinancialMcp.Application;
using ModelContextProtocol.Protocol;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// Results and errors as the protocol carries them. A result stands in structuredContent and, for clients that know only
/// text, as the same JSON in a text block. An error stands in a text block alone: clients validate structuredContent
/// against the output schema, whatever isError says.
/// </summary>
internal static class ToolAnswer
{
    public static CallToolResult Of<TResult>(TResult result)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(result, WireJson.Options);
        var reader = new Utf8JsonReader(json);
        return new CallToolResult
        {
            Content = [new TextContentBlock { Text = Encoding.UTF8.GetString(json) }],
            StructuredContent = JsonElement.ParseValue(ref reader),
            IsError = false,
        };
    }

    public static CallToolResult Of(ErrorAnswer error, Exchange exchange)
    {
        exchange.IsAuditLost = error.Code == ErrorCodes.AuditUnavailable;
        exchange.MissingScopes = error.MissingScopes;
        var body = new ErrorBody(error with { RequestId = exchange.RequestId });
        return new CallToolResult
        {
            Content = [new TextContentBlock { Text = JsonSerializer.Serialize(body, WireJson.Options) }],
            IsError = true,
        };
    }

    private sealed record ErrorBody(ErrorAnswer Error);
}
