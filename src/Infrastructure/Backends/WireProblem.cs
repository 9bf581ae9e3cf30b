using System.Net.Sockets;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>The short stable names of what went wrong with a request; kept with the attempt and in its audit record.</summary>
internal static class WireProblem
{
    /// <summary>Nothing was sent: our own limits, an open breaker, the deadline, or no connection.</summary>
    public const string BreakerOpen = "not_sent_breaker_open";
    public const string Busy = "not_sent_busy";
    public const string Deadline = "not_sent_deadline";
    public const string NoConnection = "not_sent_no_connection";

    /// <summary>Sent, and no whole answer came.</summary>
    public const string Timeout = "timeout";
    public const string Reset = "reset";
    public const string Closed = "closed";
    public const string Truncated = "truncated";
    public const string TooLarge = "too_large";
    public const string Garbled = "garbled";
    public const string Failed = "failed";

    /// <summary>Answered, and the answer proves nothing.</summary>
    public const string UnexpectedStatus = "unexpected_status";
    public const string NotUnderstood = "not_understood";
    public const string Mismatch = "echo_mismatch";

    /// <summary>Why nothing was put on the wire.</summary>
    public static string OfUnsent(Exception failure) =>
        failure switch
        {
            BreakerOpenException => BreakerOpen,
            Polly.RateLimiting.RateLimiterRejectedException => Busy,
            OperationCanceledException or NotSentException => Deadline,
            _ => NoConnection,
        };

    /// <summary>Why no whole answer came to what was sent; <paramref name="status"/> tells whether one had begun.</summary>
    public static string OfSent(Exception failure, int? status) =>
        failure switch
        {
            OperationCanceledException => Timeout,
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => TooLarge,
            HttpRequestException when status is not null => Truncated,
            HttpRequestException { HttpRequestError: HttpRequestError.ResponseEnded } => Closed,
            HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse } => Garbled,
            HttpRequestException when HasSocketError(failure) => Reset,
            _ => Failed,
        };

    private static bool HasSocketError(Exception failure)
    {
        for (Exception? at = failure; at is not null; at = at.InnerException)
        {
            if (at is SocketException)
            {
                return true;
            }
        }

        return false;
    }
}
