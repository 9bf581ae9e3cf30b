using System.Diagnostics;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Health;

/// <summary>
/// Whether our database answers, and whether a record would be committed: the same queue, writer and flush that a record
/// goes through are tried, unless one was committed within the last second.
/// </summary>
internal sealed class DatabaseHealth(Database database, GroupCommitWriter writer, TrailStanding trail)
    : IDependencyHealth
{
    private static readonly TimeSpan FreshCommit = TimeSpan.FromSeconds(1);

    public async Task<IReadOnlyList<DependencyHealth>> CheckAsync(CancellationToken cancellationToken) =>
        await Task.WhenAll(
            LookAsync(
                "database",
                "it does not answer",
                () =>
                    database.ReadAsync(
                        "select 1",
                        [],
                        rows => rows.NextAsync(),
                        database.StartDeadline(),
                        cancellationToken
                    )
            ),
            LookAtTrailAsync()
        );

    private static async Task<DependencyHealth> LookAsync(string name, string trouble, Func<Task> look)
    {
        var started = Stopwatch.GetTimestamp();
        try
        {
            await look();
            return new DependencyHealth(name, HealthState.Healthy, Stopwatch.GetElapsedTime(started), null, null);
        }
        catch (StoreUnavailableException cause)
        {
            return new DependencyHealth(
                name,
                HealthState.Unhealthy,
                Stopwatch.GetElapsedTime(started),
                null,
                cause.InnerException is PendingMigrationsException ? "migrations are pending" : trouble
            );
        }
    }

    /// <summary>A trail that is not sealed still takes records, so reads go on; money does not.</summary>
    private async Task<DependencyHealth> LookAtTrailAsync()
    {
        var look = await LookAsync("audit", "it does not commit", CommitAsync);
        return look.State == HealthState.Healthy && !trail.Stands
            ? look with
            {
                State = HealthState.Degraded,
                Detail = "records are not being sealed or anchored; no money moves",
            }
            : look;
    }

    private Task CommitAsync() =>
        writer.SinceLastCommit < FreshCommit ? Task.CompletedTask : writer.CommitAsync(new ProbeWrite());
}
