using System.Globalization;
using FinancialMcp.Application.Rates;
using StackExchange.Redis;

namespace FinancialMcp.Infrastructure.Redis;

/// <summary>
/// Counts in Redis, for all replicas. What this replica counted itself is always kept besides: while Redis does not answer
/// in time, that is what holds, and never no limit at all.
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
            return new RateCount((long)await before, await now);
        }
        catch (Exception cause) when (cause is RedisException or TimeoutException or OperationCanceledException)
        {
            redis.Missed(cause);
            return own;
        }
    }

    private static string KeyOf(string caller, long window) =>
        string.Create(CultureInfo.InvariantCulture, $"{RedisLink.Prefix}rate:{{{caller}}}:{window}");
}
