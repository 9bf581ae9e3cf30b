using System.Globalization;
using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Rates;
using FinancialMcp.Mcp.Authentication;
using FinancialMcp.Mcp.Hosting;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// The entry of every request to the MCP endpoint. Refuses what may not become a call, in this order: host, method,
/// origin, token, form of the body. What passes goes to the SDK. Whatever the answer is, it is held back until its record is
/// committed; when that fails, the answer is that it failed.
/// </summary>
internal sealed class ExchangeGate(
    AllowedHosts hosts,
    Origins origins,
    BearerToken bearer,
    AgentRegistry agents,
    CallRates rates,
    ResourceMetadata metadata,
    RejectedAttempts rejected,
    CallLog calls,
    ILogger<ExchangeGate> log
)
{
    /// <summary>The reason that records give for a call whose caller did not wait.</summary>
    public const string CallerGone = "caller gone";

    /// <summary>Seconds until who issues tokens may have come back.</summary>
    private const string AuthorityRetry = "5";

    public async Task InvokeAsync(HttpContext http, RequestDelegate sdk)
    {
        var exchange = http.RequestServices.GetRequiredService<Exchange>();
        http.TraceIdentifier = exchange.RequestId;
        exchange.SourceAddress = http.Connection.RemoteIpAddress?.ToString();
        using var scope = log.BeginScope(new[] { new KeyValuePair<string, object>("RequestId", exchange.RequestId) });
        using var held = HeldResponse.Of(http);
        try
        {
            await AnswerAsync(http, exchange, held, sdk);
            await RecordAsync(http, exchange);
            await AskForScopesAsync(http, exchange, held);
        }
        catch (Exception failure)
        {
            // What has no record has no answer, whatever kept the record from being written.
            if (failure is not StoreUnavailableException)
            {
                calls.Unexpected(exchange, failure);
            }

            held.Discard();
            http.Response.Headers.RetryAfter = "5";
            const string Message =
                ErrorCodes.AuditUnavailable + ": this request cannot be recorded right now, so it is not answered.";
            await WriteAsync(http, exchange, StatusCodes.Status503ServiceUnavailable, ProtocolAnswer.Refused, Message);
        }

        await ReleaseAsync(http, held);
        if (exchange.IsBodyUnfinished)
        {
            await RequestBody.EndAsync(http);
        }
    }

    /// <summary>Writes an answer to whatever comes, and its verdict into the exchange.</summary>
    private async Task AnswerAsync(HttpContext http, Exchange exchange, HeldResponse held, RequestDelegate sdk)
    {
        try
        {
            if (await IsAdmittedAsync(http, exchange))
            {
                await PassAsync(http, exchange, held, sdk);
            }
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            exchange.Refuse(AuditCode.CallCancelled, CallerGone);
        }
        catch (Exception failure) when (failure is not StoreUnavailableException)
        {
            calls.Unexpected(exchange, failure);
            held.Discard();
            exchange.Refuse(AuditCode.CallFailed, "unexpected");
            const int Status = StatusCodes.Status500InternalServerError;
            await WriteAsync(http, exchange, Status, McpErrorCode.InternalError, ErrorAnswer.Unexpected);
        }
    }

    /// <summary>What nobody in particular sent is summed up; each exchange of a known caller has a record of its own.</summary>
    private Task RecordAsync(HttpContext http, Exchange exchange) =>
        exchange.IsAuthenticated
            ? http.RequestServices.GetRequiredService<ExchangeRecord>().CommitAsync(http.Response.StatusCode)
            : rejected.RecordAsync(
                exchange.RequestId,
                exchange.SourceAddress,
                exchange.Verdict,
                exchange.Reason ?? "unexpected",
                exchange.Flooding
            );

    private static async Task ReleaseAsync(HttpContext http, HeldResponse held)
    {
        try
        {
            await held.ReleaseAsync();
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // The caller left before the answer did: the record says what it was.
        }
    }

    /// <summary>Whether somebody known sends anything at all. What is refused here is summed up, not recorded one by one.</summary>
    private async Task<bool> IsAdmittedAsync(HttpContext http, Exchange exchange)
    {
        if (!hosts.Allow(http.Request.Host))
        {
            await RejectAsync(
                http,
                exchange,
                StatusCodes.Status400BadRequest,
                "host",
                "This host is not answered for."
            );
            return false;
        }

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
            exchange.Rate = await rates.CountAsync(caller.Principal);
            if (exchange.Rate.IsFlood)
            {
                exchange.Flooding = caller.Principal;
                await TurnAwayAsync(http, exchange);
                return false;
            }

            var agent = await agents.OfAsync(caller.Principal, http.RequestAborted);
            exchange.Caller = caller with { Grant = agent.EffectiveGrant };
            exchange.AgentStatus = agent.Status;
            return true;
        }

        await ChallengeAsync(http, exchange, judgement.Reason!);
        return false;
    }

    private static async Task RejectAsync(
        HttpContext http,
        Exchange exchange,
        int status,
        string reason,
        string message
    )
    {
        exchange.Refuse(AuditCode.RequestMalformed, reason);
        await WriteAsync(http, exchange, status, ProtocolAnswer.Refused, message);
    }

    /// <summary>A flood is summed up by who sends it, and costs no more than that.</summary>
    private static async Task TurnAwayAsync(HttpContext http, Exchange exchange)
    {
        var seconds = CallRates.RefuseFlood(exchange.Rate);
        http.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        exchange.Refuse(AuditCode.RateLimited, "rate limit");
        await WriteAsync(
            http,
            exchange,
            StatusCodes.Status429TooManyRequests,
            ProtocolAnswer.Refused,
            $"{ErrorCodes.RateLimitExceeded}: far too many requests, so this one was not read. What an earlier call did still stands. Wait {seconds} seconds, then repeat it, with the same key."
        );
    }

    private async Task ChallengeAsync(HttpContext http, Exchange exchange, string fault)
    {
        exchange.Refuse(AuditCode.Unauthenticated, fault);
        var (status, error, message) = fault switch
        {
            TokenFault.Missing => (StatusCodes.Status401Unauthorized, null, "A bearer token is needed."),
            TokenFault.InQuery => (
                StatusCodes.Status400BadRequest,
                "invalid_request",
                "A token is taken from the Authorization header only."
            ),
            TokenFault.NoAuthority => (
                StatusCodes.Status503ServiceUnavailable,
                null,
                "Who issues tokens does not answer, so yours cannot be judged. Nothing was done: wait some seconds, then repeat the call, with the same key."
            ),
            _ => (StatusCodes.Status401Unauthorized, "invalid_token", "The token is not accepted."),
        };
        if (fault == TokenFault.NoAuthority)
        {
            http.Response.Headers.RetryAfter = AuthorityRetry;
        }
        else
        {
            http.Response.Headers.WWWAuthenticate = metadata.Challenge(error);
        }

        await WriteAsync(http, exchange, status, ProtocolAnswer.Refused, message);
    }

    /// <summary>The caller is known: from here on every exchange has a record of its own.</summary>
    private static async Task PassAsync(HttpContext http, Exchange exchange, HeldResponse held, RequestDelegate sdk)
    {
        if (await RequestBody.AcceptAsync(http, exchange) is { } fault)
        {
            exchange.Refuse(fault.IsCallerGone ? AuditCode.CallCancelled : AuditCode.RequestMalformed, fault.Reason);
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

        if (exchange.IsAuditLost && exchange.Envelope?.Method != RequestMethods.ToolsCall)
        {
            // A tool can say so in an answer of its own; a method of the protocol has none.
            throw new StoreUnavailableException("The record of a read could not be written.");
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
