using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using Mediator;
using ModelContextProtocol;

namespace FinancialMcp.Mcp.Protocol;

/// <summary>
/// Reads of resources and completions: the same pipeline as for tools, with failures as errors of the protocol.
/// </summary>
internal static class ProtocolRead
{
    /// <summary>Sends a use case on behalf of a protocol method.</summary>
    /// <param name="services">The exchange's services.</param>
    /// <param name="method">The method, as records and figures name it.</param>
    /// <param name="subject">What is read, for the record and for the error: a URI or a prefix.</param>
    /// <param name="request">The use case.</param>
    /// <param name="cancellationToken">Ends when the caller goes away.</param>
    /// <exception cref="McpProtocolException">The read was refused or failed.</exception>
    public static async Task<TResult> SendAsync<TResult>(
        IServiceProvider services,
        string method,
        string subject,
        IRequest<TResult> request,
        CancellationToken cancellationToken
    )
    {
        var exchange = services.GetRequiredService<Exchange>();
        var log = services.GetRequiredService<CallLog>();
        exchange.Begin(method, ArgumentRecord.Of("subject", subject));
        var started = log.Start();
        try
        {
            var result = await services.GetRequiredService<ISender>().Send(request, cancellationToken);
            log.Answered(exchange, method, change: null, started);
            return result;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            log.Cancelled(exchange, method, started);
            throw;
        }
        catch (Exception failure)
        {
            var error = ErrorAnswer.Of(failure);
            log.Failed(exchange, method, error, failure, started);
            throw Translate(exchange, error, subject);
        }
    }

    /// <summary>
    /// What does not exist, for this caller. Not <c>-32002</c>: the revision 2026-07-28 forbids that code, and asks for
    /// invalid parameters that name the URI.
    /// </summary>
    public static McpProtocolException Unknown(Exchange exchange, string subject)
    {
        exchange.Refuse(AuditCode.ToolUnknown, "unknown resource");
        return NotFound(exchange, subject);
    }

    private static McpProtocolException NotFound(Exchange exchange, string subject)
    {
        var failure = exchange.Failure(McpErrorCode.InvalidParams, "There is no such resource, or it is not yours.");
        failure.Data["uri"] = ArgumentRecord.NameOf(subject);
        return failure;
    }

    private static McpProtocolException Translate(Exchange exchange, ErrorAnswer error, string subject)
    {
        exchange.IsAuditLost = error.Code == ErrorCodes.AuditUnavailable;
        exchange.MissingScopes = error.MissingScopes;
        if (error.Code is ErrorCodes.AccountNotFound or ErrorCodes.OperationNotFound or ErrorCodes.AuthorizationError)
        {
            return NotFound(exchange, subject);
        }

        var failure = exchange.Failure(McpErrorCode.InternalError, error.Message);
        failure.Data["code"] = error.Code;
        failure.Data["retry"] = error.Retry;
        if (error.RetryAfterSeconds is { } wait)
        {
            failure.Data["retry_after_seconds"] = wait;
        }

        return failure;
    }
}
