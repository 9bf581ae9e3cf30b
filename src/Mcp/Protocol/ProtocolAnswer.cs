using System.Buffers;
using System.Text.Json;
using ModelContextProtocol;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>The JSON-RPC errors that are answered before, or instead of, the SDK. Always with a body that says why.</summary>
internal static class ProtocolAnswer
{
    /// <summary>The JSON-RPC code of refusals that have no code of their own.</summary>
    public const McpErrorCode Refused = (McpErrorCode)(-32000);

    public static Task WriteErrorAsync(
        HttpContext http,
        Exchange exchange,
        int status,
        McpErrorCode code,
        string message
    )
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            json.WritePropertyName("id");
            json.WriteRawValue(exchange.Envelope?.Id ?? "null");
            json.WriteStartObject("error");
            json.WriteNumber("code", (int)code);
            json.WriteString("message", message);
            json.WriteStartObject("data");
            json.WriteString("request_id", exchange.RequestId);
            json.WriteEndObject();
            json.WriteEndObject();
            json.WriteEndObject();
        }

        // Not cancelled with the request: answers are held in memory until their record is written.
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        return http.Response.Body.WriteAsync(buffer.WrittenMemory, CancellationToken.None).AsTask();
    }
}
