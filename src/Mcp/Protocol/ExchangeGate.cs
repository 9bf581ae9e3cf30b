using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Mcp.Authentication;
using ModelContextProtocol;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// The entry of every request to the MCP endpoint. Refuses what may not become a call, in this order: method, origin,
/// token, form of the body. What passes goes to the SDK. Whatever the answer is, it is held back until its record is
/// committed; when that fails, the answer is that it failed.
/// </summary>
internal sealed class ExchangeGate(
    Origins origins,
    BearerToken bearer,
    ResourceMetadata metadata,
    RejectedAttempts rejected,
    CallLog calls,
    ILogger<ExchangeGate> log
)
{
    public async Task InvokeAsync(HttpContext http, RequestDelegate sdk)
    {
        var exchange = http.RequestServices.GetRequiredService<Exchange>();
        http.TraceIdentifier = exchange.RequestId;
        exchange.SourceAddress = http.Connection.RemoteIpAddress?.ToString();
        using var scope = log.BeginScope(new[] { new KeyValuePair<string, object>("RequestId", exchange.RequestId) });
        using var held = HeldResponse.Of(http);
        try
        {
            if (await IsAdmittedAsync(http, exchange))
            {
                await PassAsync(http, exchange, held, sdk);
                await http.RequestServices.GetRequiredService<ExchangeRecord>().CommitAsync(http.Response.StatusCode);
                await AskForScopesAsync(http, exchange, held);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (StoreUnavailableException)
        {
            held.Discard();
            http.Response.Headers.RetryAfter = "5";
            const string Message =
                ErrorCodes.AuditUnavailable + ": this request cannot be recorded right now, so it is not answered.";
            await WriteAsync(http, exchange, StatusCodes.Status503ServiceUnavailable, ProtocolAnswer.Refused, Message);
        }

        await held.ReleaseAsync();
    }

    /// <summary>Whether somebody known sends anything at all. What is refused here is summed up, not recorded one by one.</summary>
    private async Task<bool> IsAdmittedAsync(HttpContext http, Exchange exchange)
    {
        if (!HttpMethods.IsPost(http.Request.Method))
        {
            http.Response.Headers.Allow = HttpMethods.Post;
            const string Advice = "Send messages with POST: there is no stream to GET and no session to DELETE.";
            await RejectAsync(http, exchange, StatusCodes.Status405MethodNotAllowed, "method", Advice);
            return false;
        }

        if (!origins.Allow(http.Request.Headers.Origin))
        {
            await RejectAsync(http, exchange, StatusCodes.Status403Forbidden, "origin", "This origin may not call.");
            return false;
        }

        var judgement = await bearer.JudgeAsync(http.Request);
        if (judgement.Caller is { } caller)
        {
            exchange.Caller = caller;
            return true;
        }

        await ChallengeAsync(http, exchange, judgement.Reason!);
        return false;
    }

    private async Task RejectAsync(HttpContext http, Exchange exchange, int status, string reason, string message)
    {
        await rejected.RecordAsync(exchange.RequestId, exchange.SourceAddress, AuditCode.RequestMalformed, reason);
        await WriteAsync(http, exchange, status, ProtocolAnswer.Refused, message);
    }

    private async Task ChallengeAsync(HttpContext http, Exchange exchange, string fault)
    {
        await rejected.RecordAsync(exchange.RequestId, exchange.SourceAddress, AuditCode.Unauthenticated, fault);
        var (status, error, message) = fault switch
        {
            TokenFault.Missing => (StatusCodes.Status401Unauthorized, null, "A bearer token is needed."),
            TokenFault.InQuery => (
                StatusCodes.Status400BadRequest,
                "invalid_request",
                "A token is taken from the Authorization header only."
            ),
            _ => (StatusCodes.Status401Unauthorized, "invalid_token", "The token is not accepted."),
        };
        http.Response.Headers.WWWAuthenticate = metadata.Challenge(error);
        await WriteAsync(http, exchange, status, ProtocolAnswer.Refused, message);
    }

    /// <summary>The caller is known: from here on every exchange has a record of its own.</summary>
    private async Task PassAsync(HttpContext http, Exchange exchange, HeldResponse held, RequestDelegate sdk)
    {
        if (await RequestBody.AcceptAsync(http, exchange) is { } fault)
        {
            exchange.Refuse(AuditCode.RequestMalformed, fault.Reason);
            await WriteAsync(http, exchange, fault.Status, fault.Code, fault.Message);
            return;
        }

        try
        {
            await sdk(http);
        }
        catch (JsonException)
        {
            // A member that only the SDK reads, such as the client's capabilities, in a form that it cannot read.
            held.Discard();
            exchange.Refuse(AuditCode.RequestMalformed, "params");
            const int Status = StatusCodes.Status400BadRequest;
            await WriteAsync(http, exchange, Status, McpErrorCode.InvalidParams, MessageFilters.UnreadableParameters);
        }
        catch (Exception failure) when (failure is not (OperationCanceledException or StoreUnavailableException))
        {
            calls.Unexpected(exchange, failure);
            held.Discard();
            exchange.Refuse(AuditCode.CallFailed, "unexpected");
            const string Message = "Something went wrong on our side. Give request_id to whoever runs this server.";
            await WriteAsync(
                http,
                exchange,
                StatusCodes.Status500InternalServerError,
                McpErrorCode.InternalError,
                Message
            );
        }
    }

    /// <summary>RFC 6750: what the role allows and the token does not is answered with the scopes to ask for.</summary>
    private async Task AskForScopesAsync(HttpContext http, Exchange exchange, HeldResponse held)
    {
        if (exchange.MissingScopes is not { Count: > 0 } scopes)
        {
            return;
        }

        held.Discard();
        http.Response.Headers.WWWAuthenticate = metadata.ScopeChallenge(scopes);
        var message = $"The token lacks a scope that this needs: {string.Join(' ', scopes)}.";
        await WriteAsync(http, exchange, StatusCodes.Status403Forbidden, ProtocolAnswer.Refused, message);
    }

    private static Task WriteAsync(
        HttpContext http,
        Exchange exchange,
        int status,
        McpErrorCode code,
        string message
    ) => ProtocolAnswer.WriteErrorAsync(http, exchange, status, code, message);
}
