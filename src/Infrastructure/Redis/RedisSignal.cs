using FinancialMcp.Application;
using FinancialMcp.Application.Oversight;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace FinancialMcp.Infrastructure.Redis;

/// <summary>Carries "people have decided something" between replicas. Whoever hears it looks at the database.</summary>
internal sealed partial class RedisSignal(RedisLink redis, OversightWatch watch, ILogger<RedisSignal> log)
    : IOversightSignal,
        IHostedService
{
    private static readonly RedisChannel Channel = RedisChannel.Literal(RedisLink.Prefix + "oversight");

    public void Tell()
    {
        try
        {
            redis.Database?.Publish(Channel, RedisValue.EmptyString, CommandFlags.FireAndForget);
        }
#pragma warning disable CA1031 // Of whatever kind: what was decided holds, and the others look within a second.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            redis.Missed(cause);
        }
    }

    /// <summary>Subscribed also where Redis comes later: the connection subscribes again whenever it is there.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await redis.Subscriber!.SubscribeAsync(Channel, (_, _) => _ = LookAsync());
        }
        catch (Exception cause) when (cause is RedisException or TimeoutException)
        {
            redis.Missed(cause);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task LookAsync()
    {
        try
        {
            await watch.RefreshAsync(CancellationToken.None);
        }
        catch (StoreUnavailableException cause)
        {
            LogMissed(cause);
        }
    }

    [LoggerMessage(
        3103,
        LogLevel.Warning,
        "database_error: people's decisions could not be read when another replica told of some; the next look is within a second",
        EventName = "signal_not_followed"
    )]
    private partial void LogMissed(Exception cause);
}
