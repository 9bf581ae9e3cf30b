using System.Net.Http.Headers;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>Reads the header Retry-After (RFC 9110, section 10.2.3).</summary>
internal static class RetryAfter
{
    /// <summary>How long the service asks to wait; null when it does not, never negative.</summary>
    public static TimeSpan? Of(RetryConditionHeaderValue? header, TimeProvider time) =>
        header switch
        {
            { Delta: { } wait } => wait,
            { Date: { } date } => date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero,
            _ => null,
        };
}
