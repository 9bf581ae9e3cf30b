using FinancialMcp.Application.Monitoring;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace FinancialMcp.Infrastructure.Redis;

/// <summary>
/// The one connection to Redis, which comes and goes by itself. Nothing that matters lives there: whoever finds it away
/// does without it.
/// </summary>
internal sealed partial class RedisLink(RedisOptions options, TimeProvider time, ILogger<RedisLink> log)
    : IHostedService,
        IDependencyHealth,
        IAsyncDisposable
{
    /// <summary>Of all our keys and channels: others may use the same Redis.</summary>
    internal const string Prefix = "financial-mcp:";

    private const int ConnectMilliseconds = 1000;
    private static readonly TimeSpan LookPatience = TimeSpan.FromSeconds(1);
    private ConnectionMultiplexer? connection;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(1);
    private long missedAt;
    private int isLost;

    /// <summary>Null while it is away, and for a moment after it did not answer: who calls does not pay for each time.</summary>
    internal IDatabase? Database =>
        connection is { IsConnected: true } link && !(time.GetElapsedTime(Volatile.Read(ref missedAt)) < Rest)
            ? link.GetDatabase()
            : null;

    /// <summary>Null before the start.</summary>
    internal ISubscriber? Subscriber => connection?.GetSubscriber();

    /// <summary>Waits for Redis a moment at most; it goes on connecting behind the back of who starts.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var configuration = new ConfigurationOptions
        {
            EndPoints = { { options.Host, options.Port } },
            User = options.User,
            Password = options.Password,
            DefaultDatabase = options.Database,
            Ssl = options.Tls,
            AbortOnConnectFail = false,
            ConnectTimeout = ConnectMilliseconds,
            SyncTimeout = ConnectMilliseconds,
            AsyncTimeout = ConnectMilliseconds,
            ReconnectRetryPolicy = new LinearRetry(ConnectMilliseconds),
            // What waits while it is away would be counted late, and twice.
            BacklogPolicy = new BacklogPolicy
            {
                QueueWhileDisconnected = false,
                AbortPendingOnConnectionFailure = true,
            },
            ClientName = "financial-mcp",
        };
        connection = await ConnectionMultiplexer.ConnectAsync(configuration);
        connection.ConnectionRestored += (_, _) => Answered();
        connection.ConnectionFailed += (_, failed) => Missed(failed.Exception);
        if (!connection.IsConnected)
        {
            Missed(null);
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Says once that it does not answer, until it does again.</summary>
    internal void Missed(Exception? cause)
    {
        Volatile.Write(ref missedAt, time.GetTimestamp());
        if (Interlocked.Exchange(ref isLost, 1) == 0)
        {
            LogLost(cause, options.ToString());
        }
    }

    /// <summary>A lost Redis degrades: limits are counted by each replica alone, and stops hold a second later.</summary>
    public async Task<IReadOnlyList<DependencyHealth>> CheckAsync(CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var isThere = false;
        if (connection is { IsConnected: true } link)
        {
            try
            {
                // A key of our database and no ping: there may be a Redis, and not that database of it.
                await link.GetDatabase()
                    .KeyExistsAsync(Prefix + "health")
                    .WaitAsync(LookPatience, time, cancellationToken);
                isThere = true;
                Answered();
            }
#pragma warning disable CA1031 // Of whatever kind: it is what the look finds.
            catch (Exception cause) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                Missed(cause);
            }
        }

        var took = time.GetElapsedTime(started);
        return
        [
            isThere
                ? new DependencyHealth("redis", HealthState.Healthy, took, null, null)
                : new DependencyHealth(
                    "redis",
                    HealthState.Degraded,
                    took,
                    null,
                    "it does not answer: each replica counts calls alone"
                ),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        if (connection is not null)
        {
            await connection.DisposeAsync();
        }
    }

    private void Answered()
    {
        Volatile.Write(ref missedAt, 0);
        if (Interlocked.Exchange(ref isLost, 0) == 1)
        {
            LogBack(options.ToString());
        }
    }

    [LoggerMessage(
        3101,
        LogLevel.Warning,
        "redis_lost: {Address} does not answer; each replica counts calls alone until it does",
        EventName = "redis_lost"
    )]
    private partial void LogLost(Exception? cause, string address);

    [LoggerMessage(3102, LogLevel.Information, "redis_back: {Address} answers again", EventName = "redis_back")]
    private partial void LogBack(string address);
}
