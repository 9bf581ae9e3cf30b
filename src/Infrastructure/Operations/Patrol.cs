using FinancialMcp.Application;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Operations;

/// <summary>
/// Something that every replica does by itself, again and again, in a scope of its own each time. A database that does
/// not answer ends a round, not the patrol; neither does a defect in one.
/// </summary>
internal abstract partial class Patrol(IServiceScopeFactory scopes, TimeProvider time, ILogger log) : BackgroundService
{
    /// <summary>Between the ends of two rounds.</summary>
    protected abstract TimeSpan Pause { get; }

    /// <summary>The patrol's time.</summary>
    protected TimeProvider Time => time;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Pause, time);
        do
        {
            await GoRoundAsync(stoppingToken);
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    protected abstract Task RoundAsync(IServiceProvider services, CancellationToken cancellationToken);

    /// <summary>
    /// Does the work for each item in a scope of its own, a few at a time. A defect in one item is logged and is no
    /// matter to the others, which may stand behind it for long.
    /// </summary>
    protected async Task ForEachAsync<T>(
        IReadOnlyCollection<T> items,
        int atOnce,
        Func<IServiceProvider, T, CancellationToken, Task> work,
        CancellationToken cancellationToken
    ) =>
        await Parallel.ForEachAsync(
            items,
            new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken },
            async (item, token) =>
            {
                await using var scope = scopes.CreateAsyncScope();
                try
                {
                    await work(scope.ServiceProvider, item, token);
                }
#pragma warning disable CA1031 // What is not about the database or our own end is about this item.
                catch (Exception cause) when (cause is not (StoreUnavailableException or OperationCanceledException))
#pragma warning restore CA1031
                {
                    LogDefect(cause, GetType().Name);
                }
            }
        );

    /// <summary>One round; only the end of <paramref name="cancellationToken"/> is thrown.</summary>
    protected async Task GoRoundAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            await RoundAsync(scope.ServiceProvider, cancellationToken);
        }
        catch (StoreUnavailableException cause)
        {
            LogUnavailable(cause, GetType().Name);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The next round may do better, and a patrol that ends is one that nobody misses in time.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            LogDefect(cause, GetType().Name);
        }
    }

    [LoggerMessage(
        3011,
        LogLevel.Error,
        "database_error: {Patrol} could not do its round",
        EventName = "patrol_failed"
    )]
    private partial void LogUnavailable(Exception cause, string patrol);

    [LoggerMessage(3012, LogLevel.Critical, "patrol_defect: {Patrol} failed unexpectedly", EventName = "patrol_defect")]
    private partial void LogDefect(Exception cause, string patrol);
}
