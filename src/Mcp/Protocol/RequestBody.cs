using System.IO.Pipelines;
using FinancialMcp.Mcp.Hosting;
using Microsoft.Net.Http.Headers;
using ModelContextProtocol;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>Why a body was refused: for the answer, and as a short reason for the record.</summary>
internal sealed record BodyFault(int Status, McpErrorCode Code, string Reason, string Message);

/// <summary>Reads the body once, whole and capped, judges its form, and hands the same bytes on.</summary>
internal static class RequestBody
{
    private const string Json = "application/json";

    /// <summary>
    /// Leaves the message's <see cref="Envelope"/> in the exchange, and the body ready to be read again. Returns why the
    /// body is refused, or null.
    /// </summary>
    public static async Task<BodyFault?> AcceptAsync(HttpContext http, Exchange exchange)
    {
        var request = http.Request;
        if (!IsJson(request.ContentType))
        {
            return new(
                StatusCodes.Status415UnsupportedMediaType,
                ProtocolAnswer.Refused,
                "content type",
                $"Content-Type: Must be {Json}, in UTF-8."
            );
        }

        byte[]? body;
        try
        {
            body = await ReadAsync(request.BodyReader, http.RequestAborted);
        }
        catch (BadHttpRequestException broken)
        {
            // The connection's own limits: a body over the cap, one that comes too slowly, chunks that are none.
            return broken.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? TooLarge()
                : new(broken.StatusCode, McpErrorCode.InvalidRequest, "body", "The body cannot be read.");
        }

        if (body is null)
        {
            return TooLarge();
        }

        if (StrictJson.FaultOf(body) is { } fault)
        {
            return new(StatusCodes.Status400BadRequest, McpErrorCode.ParseError, "json", fault);
        }

        exchange.Envelope = Envelope.Read(body, request.Headers["MCP-Protocol-Version"]);
        if (exchange.Envelope.Fault is var (code, message))
        {
            return new(StatusCodes.Status400BadRequest, code, "message", message);
        }

        // What was judged is what is read: the same bytes, under the one charset they were judged in.
        request.ContentType = Json;
        request.Body = new MemoryStream(body, writable: false);
        return null;
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static BodyFault TooLarge() =>
        new(
            StatusCodes.Status413PayloadTooLarge,
            McpErrorCode.InvalidRequest,
            "body size",
            $"The body is larger than {ServerLimits.BodyBytes / 1024} KiB."
        );

    /// <summary>The bytes, or null when there are more than the cap.</summary>
    private static async Task<byte[]?> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var read = await reader.ReadAsync(cancellationToken);
            if (read.Buffer.Length > ServerLimits.BodyBytes)
            {
                reader.AdvanceTo(read.Buffer.End);
                return null;
            }

            if (read.IsCompleted)
            {
                var body = new byte[read.Buffer.Length];
                System.Buffers.BuffersExtensions.CopyTo(read.Buffer, body);
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }

            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
