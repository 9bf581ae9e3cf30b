using System.IO.Pipelines;
using FinancialMcp.Mcp.Hosting;
using Microsoft.AspNetCore.Connections;
using Microsoft.Net.Http.Headers;
using ModelContextProtocol;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>Why a body was refused: for the answer, and as a short reason for the record.</summary>
internal sealed record BodyFault(int Status, McpErrorCode Code, string Reason, string Message)
{
    /// <summary>True when the caller went away before the body was whole: nobody is left to answer.</summary>
    public bool IsCallerGone => Status == StatusCodes.Status499ClientClosedRequest;
}

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

        if (!request.Headers.ContentEncoding.All(IsIdentity))
        {
            return new(
                StatusCodes.Status415UnsupportedMediaType,
                ProtocolAnswer.Refused,
                "content encoding",
                "Content-Encoding: Send the body as it is."
            );
        }

        var (body, unread) = await ReadAsync(http, exchange);
        if (body is null)
        {
            return unread;
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
        && (
            !type.Charset.HasValue
            || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase)
        );

    private static bool IsIdentity(string? coding) =>
        string.Equals(coding?.Trim(), "identity", StringComparison.OrdinalIgnoreCase);

    private static BodyFault TooLarge() =>
        new(
            StatusCodes.Status413PayloadTooLarge,
            McpErrorCode.InvalidRequest,
            "body size",
            $"The body is larger than {ServerLimits.BodyBytes / 1024} KiB."
        );

    /// <summary>The bytes, or why there are none. A body that is not whole in time holds up neither others nor the end.</summary>
    private static async Task<(byte[]? Body, BodyFault? Fault)> ReadAsync(HttpContext http, Exchange exchange)
    {
        var stopping = http.RequestServices.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        deadline.CancelAfter(ServerLimits.BodyTimeout);
        try
        {
            var body = await ReadAsync(http.Request.BodyReader, deadline.Token);
            return (body, body is null ? TooLarge() : null);
        }
        catch (BadHttpRequestException broken)
        {
            // The connection's own limits: a body over the cap, one that comes too slowly, chunks that are none.
            return broken.StatusCode == StatusCodes.Status413PayloadTooLarge
                ? (null, TooLarge())
                : (null, new(broken.StatusCode, McpErrorCode.InvalidRequest, "body", "The body cannot be read."));
        }
        catch (Exception failure) when (failure is OperationCanceledException or IOException)
        {
            var fault = Unfinished(http, failure, stopping.IsCancellationRequested);
            exchange.IsBodyUnfinished = !fault.IsCallerGone;
            return (null, fault);
        }
    }

    /// <summary>
    /// Ends the connection of a body that was not waited for, once the answer has had time to arrive. Left to itself the
    /// server reads the rest first, and while it stops nothing limits how long.
    /// </summary>
    public static async Task EndAsync(HttpContext http)
    {
        using var linger = new CancellationTokenSource(ServerLimits.Linger);
        try
        {
            await ReadAsync(http.Request.BodyReader, linger.Token);
        }
        catch (Exception end) when (end is OperationCanceledException or IOException)
        {
            // Either way there is nothing more to wait for.
        }

        http.Abort();
    }

    private static BodyFault Unfinished(HttpContext http, Exception failure, bool isStopping)
    {
        const McpErrorCode Code = McpErrorCode.InvalidRequest;
        if (failure is IOException or ConnectionAbortedException || http.RequestAborted.IsCancellationRequested)
        {
            return new(
                StatusCodes.Status499ClientClosedRequest,
                Code,
                ExchangeGate.CallerGone,
                "The caller went away."
            );
        }

        http.Response.Headers.Connection = "close";
        if (isStopping)
        {
            http.Response.Headers.RetryAfter = "5";
            const string Message = "The server is stopping: send the request again.";
            return new(StatusCodes.Status503ServiceUnavailable, ProtocolAnswer.Refused, "stopping", Message);
        }

        var seconds = (int)ServerLimits.BodyTimeout.TotalSeconds;
        var late = $"The body did not arrive within {seconds} seconds.";
        return new(StatusCodes.Status408RequestTimeout, Code, "body timeout", late);
    }

    /// <summary>The bytes, or null when there are more than the cap.</summary>
    private static async Task<byte[]?> ReadAsync(PipeReader reader, CancellationToken cancellationToken)
    {
        // Not by the token itself: a read that a token ends leaves the connection's reader in the middle of a read.
        using var end = cancellationToken.Register(reader.CancelPendingRead);
        while (true)
        {
            var read = await reader.ReadAsync(CancellationToken.None);

            // A server that stops also interrupts the reads of its connections: that is nobody's decision to end this one.
            if (read.IsCanceled && cancellationToken.IsCancellationRequested)
            {
                reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                throw new OperationCanceledException(cancellationToken);
            }

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
