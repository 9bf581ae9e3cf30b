using Polly;

namespace FinancialMcp.Infrastructure.Backends;

/// <summary>
/// Puts a <see cref="Breaker"/> into a pipeline. Polly's own breaker counts ratios over a window; ours counts failures
/// in a row.
/// </summary>
/// <param name="breaker">The breaker.</param>
/// <param name="countsCancellation">
/// True where the only cancellation is the attempt's own deadline; false where a caller may go away.
/// </param>
internal sealed class BreakerStrategy(Breaker breaker, bool countsCancellation)
    : ResilienceStrategy<HttpResponseMessage>
{
    protected override async ValueTask<Outcome<HttpResponseMessage>> ExecuteCore<TState>(
        Func<ResilienceContext, TState, ValueTask<Outcome<HttpResponseMessage>>> callback,
        ResilienceContext context,
        TState state
    )
    {
        if (breaker.TryEnter(out var retryAfter) is not { } pass)
        {
            return Outcome.FromException<HttpResponseMessage>(new BreakerOpenException(retryAfter));
        }

        var outcome = await callback(context, state);
        breaker.Report(pass, VerdictOf(outcome));
        return outcome;
    }

    private BreakerVerdict VerdictOf(Outcome<HttpResponseMessage> outcome) =>
        outcome switch
        {
            { Exception: NotSentException } => BreakerVerdict.Nothing,
            { Exception: OperationCanceledException } when !countsCancellation => BreakerVerdict.Nothing,
            { Exception: not null } => BreakerVerdict.Failed,
            { Result: { } answer } when (int)answer.StatusCode < 500 => BreakerVerdict.Answered,
            _ => BreakerVerdict.Failed,
        };
}

/// <summary>The breaker let nothing through: nothing was sent.</summary>
internal sealed class BreakerOpenException(TimeSpan retryAfter) : Exception("The breaker is open.")
{
    public TimeSpan RetryAfter { get; } = retryAfter;
}
