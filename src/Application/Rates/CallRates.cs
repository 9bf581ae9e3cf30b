using System.Diagnostics.Metrics;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Limits;

namespace FinancialMcp.Application.Rates;

/// <summary>
/// Keeps one caller from taking the place of the others (RATE_LIMIT_*). Calls that are refused count too: whoever does not
/// wait, waits longer.
/// </summary>
/// <param name="limit">Null: nobody is limited.</param>
/// <param name="counter">Of all replicas, or of this one.</param>
/// <param name="time">By whose clock windows go.</param>
public sealed class CallRates(RateLimit? limit, IRateCounter counter, TimeProvider time)
{
    private static readonly Counter<long> Refusals = Telemetry.Meter.CreateCounter<long>(
        "rate_limit_refusals_total",
        description: "Requests refused by RATE_LIMIT_*: calls, and floods that were not read."
    );

    private static readonly RateStanding Unlimited = new(0, null);

    /// <summary>Counts a request of a principal, and says how it stands with it.</summary>
    public ValueTask<RateStanding> CountAsync(Principal principal) => CountAsync(principal, calls: 1, cost: 1);

    /// <summary>
    /// Counts what a call costs beyond the request that it came with. No call costs more than the whole limit: else it could never be
    /// made.
    /// </summary>
    public async ValueTask<RateStanding> CountRestAsync(Principal principal, int cost)
    {
        var whole = limit is null ? cost : Math.Min(cost, limit.Requests);
        return whole > 1 ? await CountAsync(principal, whole - 1, whole) : Unlimited;
    }

    /// <summary>The refusal of a call: RATE_LIMIT_EXCEEDED, counted.</summary>
    public AppException Refuse(RateStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        Refusals.Add(1, new KeyValuePair<string, object?>("kind", "call"));
        var seconds = SecondsOf(standing);
        return new AppException(
            ErrorCodes.RateLimitExceeded,
            $"You call more often than {limit!.Requests} times in {limit.Window.TotalSeconds} seconds. This call was not carried out; what an earlier call with the same key did still stands. Wait {seconds} seconds, then repeat it, with the same key."
        )
        {
            RetryAfter = TimeSpan.FromSeconds(seconds),
        };
    }

    /// <summary>Counts the refusal of a request that was not read; whole seconds to wait.</summary>
    public static int RefuseFlood(RateStanding standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        Refusals.Add(1, new KeyValuePair<string, object?>("kind", "flood"));
        return SecondsOf(standing);
    }

    private async ValueTask<RateStanding> CountAsync(Principal principal, int calls, int cost)
    {
        ArgumentNullException.ThrowIfNull(principal);
        if (limit is null)
        {
            return Unlimited;
        }

        var now = time.GetUtcNow();
        var count = await counter.AddAsync(principal.Key, limit.WindowOf(now), limit.Window, calls);
        return limit.StandingOf(count.Before, count.Now, now, cost);
    }

    /// <summary>At least one.</summary>
    private static int SecondsOf(RateStanding standing) =>
        Math.Max(1, (int)Math.Ceiling(standing.Wait?.TotalSeconds ?? 0));
}
