using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Monitoring;

/// <summary>What the replicas find of what they depend on, now and over the last day.</summary>
[RequirePermission(StaffPermissions.HealthRead)]
public sealed record GetHealth : IRequest<HealthView>;

/// <summary>How the checks of one replica went.</summary>
/// <param name="Replica">Which.</param>
/// <param name="IsThis">True for the one that answers, whose checks are of this moment.</param>
/// <param name="Spans">Oldest first; each until the next of its name, the last until the replica was last seen.</param>
public sealed record ReplicaHealth(Replica Replica, bool IsThis, IReadOnlyList<CheckSpan> Spans);

/// <summary>The checks of this replica, and the history of all that were seen within a day.</summary>
/// <param name="From">Where the history begins.</param>
/// <param name="Now">Where it ends.</param>
/// <param name="State">Of this replica, now.</param>
/// <param name="Checks">Of this replica, now.</param>
/// <param name="Replicas">The last begun first.</param>
public sealed record HealthView(
    DateTimeOffset From,
    DateTimeOffset Now,
    HealthState State,
    IReadOnlyList<DependencyHealth> Checks,
    IReadOnlyList<ReplicaHealth> Replicas
);

internal sealed class GetHealthValidator : AbstractValidator<GetHealth>;

internal sealed class GetHealthHandler(
    HealthMonitor health,
    IFigureStore store,
    ServerInstance server,
    TimeProvider time
) : IRequestHandler<GetHealth, HealthView>
{
    private const int MostReplicas = 20;
    private static readonly TimeSpan Reach = TimeSpan.FromDays(1);

    public async ValueTask<HealthView> Handle(GetHealth request, CancellationToken cancellationToken)
    {
        var look = await health.LookAsync();
        var now = time.GetUtcNow();
        var from = now - Reach;
        var replicas = new List<ReplicaHealth>();
        foreach (var replica in (await store.ReplicasAsync(from, cancellationToken)).Take(MostReplicas))
        {
            replicas.Add(
                new ReplicaHealth(
                    replica,
                    replica.Run == server.Run,
                    await store.ChecksAsync(replica.Run, from, cancellationToken)
                )
            );
        }

        return new HealthView(from, now, look.State, look.Checks, replicas);
    }
}
