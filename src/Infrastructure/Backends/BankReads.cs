using System.Net.Http.Headers;
using System.Text;
using FinancialMcp.Application;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Operations;
using Microsoft.Extensions.Logging;
using Refit;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>What a service refuses a read with.</summary>
internal sealed record ReadRefusal(int Status, WireError? Error);

/// <summary>
/// Carries out reads for the two reading gateways: counts the call's bank time, and turns everything but an answer into
/// the one failure that callers see.
/// </summary>
internal sealed partial class BankReads(
    BackendOptions options,
    CallContext context,
    TimeProvider time,
    ILogger<BankReads> log
)
{
    /// <summary>
    /// What the service answers, as <paramref name="read"/> understands it; null for a refusal that
    /// <paramref name="meansAbsent"/> takes for "there is none, or not for you". Throws <see cref="AppException"/>
    /// AUTHORIZATION_ERROR when the bank does not accept a customer's identity, SERVICE_UNAVAILABLE for all else.
    /// </summary>
    public async Task<T?> AskAsync<TWire, T>(
        Backend service,
        BackendIdentity identity,
        Func<Task<IApiResponse<TWire>>> call,
        Func<TWire, T> read,
        Func<ReadRefusal, bool> meansAbsent,
        CancellationToken cancellationToken
    )
        where T : class
    {
        var started = time.GetTimestamp();
        try
        {
            using var answer = await call();
            cancellationToken.ThrowIfCancellationRequested();
            return answer.IsReceived
                ? Judge(service, identity, answer, read, meansAbsent)
                : throw NoAnswer(service, answer);
        }
        finally
        {
            context.AddBankTime(time.GetElapsedTime(started));
        }
    }

    private T? Judge<TWire, T>(
        Backend service,
        BackendIdentity identity,
        IApiResponse<TWire> answer,
        Func<TWire, T> read,
        Func<ReadRefusal, bool> meansAbsent
    )
        where T : class
    {
        var status = (int)answer.StatusCode!.Value;
        if (status == 200)
        {
            return Understand(service, answer, read);
        }

        var body = answer.HasResponseError(out var failure) ? failure.Content : null;
        if (string.IsNullOrEmpty(body) && Refusals.IsUnauthenticated(options.Contract, service, status))
        {
            throw NotAccepted(service, identity);
        }

        var error = body is null ? null : WireError.Read(Encoding.UTF8.GetBytes(body));
        if (meansAbsent(new ReadRefusal(status, error)))
        {
            return null;
        }

        LogUnexpected(service.Label(), status);
        throw Unavailable(service, RetryAfter.Of(answer.Headers?.RetryAfter, time), failure);
    }

    private T Understand<TWire, T>(Backend service, IApiResponse<TWire> answer, Func<TWire, T> read)
    {
        Exception? cause = answer.Error;
        try
        {
            if (IsJson(answer.ContentHeaders?.ContentType) && answer.Content is { } wire)
            {
                return read(wire);
            }
        }
        catch (FormatException failure)
        {
            cause = failure;
        }

        LogNotUnderstood(service.Label());
        throw Unavailable(service, null, cause);
    }

    /// <summary>Nobody but the caller may cancel: their going away is not the bank's failure.</summary>
    private AppException NoAnswer<TWire>(Backend service, IApiResponse<TWire> answer)
    {
        var cause = answer.Error?.InnerException;
        if (cause is BreakerOpenException open)
        {
            return Unavailable(service, open.RetryAfter, cause);
        }

        LogNoAnswer(service.Label(), cause?.GetType().Name ?? "none");
        return Unavailable(service, null, cause);
    }

    private AppException NotAccepted(Backend service, BackendIdentity identity)
    {
        LogNotAccepted(service.Label());
        return identity.IsStaff
            ? Unavailable(service, null, null)
            : new AppException(ErrorCodes.AuthorizationError, "The bank does not know the user this call is made for.");
    }

    private static AppException Unavailable(Backend service, TimeSpan? retryAfter, Exception? cause) =>
        new(
            ErrorCodes.ServiceUnavailable,
            service == Backend.Account
                ? "The bank's account service cannot answer this right now."
                : "The bank's transaction service cannot answer this right now.",
            cause
        )
        {
            RetryAfter = retryAfter,
        };

    private static bool IsJson(MediaTypeHeaderValue? type) =>
        string.Equals(type?.MediaType, "application/json", StringComparison.OrdinalIgnoreCase);

    [LoggerMessage(
        3104,
        LogLevel.Warning,
        "backend_unexpected_status: a read of {Service} answered {Status}",
        EventName = "backend_unexpected_status"
    )]
    private partial void LogUnexpected(string service, int status);

    [LoggerMessage(
        3105,
        LogLevel.Error,
        "backend_not_understood: an answer of {Service} could not be understood",
        EventName = "backend_not_understood"
    )]
    private partial void LogNotUnderstood(string service);

    [LoggerMessage(
        3106,
        LogLevel.Warning,
        "backend_no_answer: a read of {Service} got no whole answer ({Problem})",
        EventName = "backend_no_answer"
    )]
    private partial void LogNoAnswer(string service, string problem);

    [LoggerMessage(
        3107,
        LogLevel.Warning,
        "backend_identity_refused: {Service} did not accept the token we made",
        EventName = "backend_identity_refused"
    )]
    private partial void LogNotAccepted(string service);
}
