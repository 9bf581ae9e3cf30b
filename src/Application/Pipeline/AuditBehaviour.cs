using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using Mediator;

namespace FinancialMcp.Application.Pipeline;

/// <summary>
/// Outermost: every call leaves a committed record before it is answered, whatever came of it, unless its operation
/// committed its own. A call that cannot be recorded is answered AUDIT_UNAVAILABLE and nothing else.
/// </summary>
internal sealed class AuditBehaviour<TMessage, TResponse>(
    IAuditStore audit,
    CallContext context,
    AuditRecords records,
    TimeProvider time
) : IPipelineBehavior<TMessage, TResponse>
    where TMessage : IMessage
{
    public async ValueTask<TResponse> Handle(
        TMessage message,
        MessageHandlerDelegate<TMessage, TResponse> next,
        CancellationToken cancellationToken
    )
    {
        var started = time.GetTimestamp();
        TResponse response;
        try
        {
            response = await next(message, cancellationToken);
        }
        catch (AppException refusal)
        {
            await RecordAsync(
                context.IsReplay ? AuditCode.CallReplayed : CodeOf(refusal),
                AuditRecords.Refused,
                refusal,
                started
            );
            throw;
        }
        catch (StoreUnavailableException cause)
        {
            throw Unavailable(cause);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await RecordAsync(AuditCode.CallCancelled, "none", null, started);
            throw;
        }
        catch (Exception)
        {
            await RecordAsync(AuditCode.CallFailed, "none", null, started);
            throw;
        }

        if (context.IsRepeat)
        {
            return response;
        }

        var code = context.IsReplay ? AuditCode.CallReplayed : AuditCode.CallAnswered;
        await RecordAsync(code, AuditRecords.Allowed, null, started);
        return response;
    }

    private static AuditCode CodeOf(AppException refusal) =>
        refusal.Code switch
        {
            ErrorCodes.ServiceUnavailable or ErrorCodes.InternalError => AuditCode.CallFailed,
            ErrorCodes.AuthorizationError when refusal.RequiredScopes.Count > 0 => AuditCode.ScopeMissing,
            _ => AuditCode.CallRefused,
        };

    private async Task RecordAsync(AuditCode code, string decision, AppException? refusal, long started)
    {
        if (context.IsRecorded)
        {
            return;
        }

        try
        {
            await audit.AppendAsync(
                records.OfCall(code, decision) with
                {
                    ErrorCode = refusal?.Code,
                    Reason = refusal is { Problems.Count: > 0 }
                        ? string.Join(",", refusal.Problems.Select(p => p.Field))
                        : null,
                    Duration = time.GetElapsedTime(started),
                }
            );
            context.IsRecorded = true;
        }
        catch (StoreUnavailableException cause)
        {
            throw Unavailable(cause);
        }
    }

    private static AppException Unavailable(StoreUnavailableException cause) =>
        new(
            ErrorCodes.AuditUnavailable,
            "This call cannot be recorded right now, so it is not carried out or answered. Repeat it with the same key.",
            cause
        )
        {
            RetryAfter = TimeSpan.FromSeconds(5),
        };
}
