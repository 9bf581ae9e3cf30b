using System.Globalization;
using FinancialMcp.Application.Rates;

namespace FinancialMcp.Infrastructure.Redis;

/// <summary>
/// Counts in Redis, for all replicas. What this replica counted itself is always kept besides, and the larger of both holds: while
/// Redis does not answer in time, or has forgotten, there is still a limit.
/// </summary>
internal sealed class RedisRates(RedisLink redis, LocalRates local) : IRateCounter
{
    /// <summary>What a call may wait for its count.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(100);

    /// <inheritdoc/>
    public async ValueTask<RateCount> AddAsync(string caller, long window, TimeSpan length, int calls)
    {
        var own = await local.AddAsync(caller, window, length, calls);
        if (redis.Database is not { } database)
        {
            return own;
        }

        try
        {
            var transaction = database.CreateTransaction();
            var key = KeyOf(caller, window);
            var before = transaction.StringGetAsync(KeyOf(caller, window - 1));
            var now = transaction.StringIncrementAsync(key, calls);
            var kept = transaction.KeyExpireAsync(key, length * 2);
            await transaction.ExecuteAsync().WaitAsync(Patience);
            await kept;
            return new RateCount(Math.Max(own.Before, (long)await before), Math.Max(own.Now, await now));
        }
#pragma warning disable CA1031 // Of whatever kind: a call is not refused for what Redis does, and nobody waits for it a second time.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            redis.Missed(cause);
            return own;
        }
    }

    private static string KeyOf(string caller, long window) =>
        string.Create(CultureInfo.InvariantCulture, $"{RedisLink.Prefix}rate:{{{caller}}}:{window}");
}
