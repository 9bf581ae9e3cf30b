using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.CrashingServer;

/// <summary>
/// The product's store, with the crash points before and after its commits. What the server does by itself, it does to
/// all payments of the plan or to none: else those that came first would stand in the way of the others.
/// </summary>
internal sealed class CrashingStore(IOperationStore inner, CrashPlan plan) : IOperationStore
{
    public async Task<ClaimResult> ClaimAsync(Intent intent)
    {
        await plan.ReachAsync(CrashPoints.ClaimBefore);
        var result = await inner.ClaimAsync(intent);
        if (result is ClaimResult.Claimed)
        {
            await plan.ReachAsync(CrashPoints.ClaimAfter);
        }

        return result;
    }

    public async Task<bool> MoveAsync(Move move)
    {
        var moved = await inner.MoveAsync(move);
        if (moved && PointOf(move) is { } point)
        {
            await plan.ReachAsync(point);
        }

        return moved;
    }

    public async Task<DispatchResult> DispatchAsync(Dispatch dispatch)
    {
        await plan.ReachAsync(CrashPoints.DispatchBefore);
        var result = await inner.DispatchAsync(dispatch);
        if (result is DispatchResult.Leased)
        {
            await plan.ReachAsync(CrashPoints.DispatchAfter);
        }

        return result;
    }

    public async Task<IReadOnlyList<Operation>> ListAsync(
        OperationState state,
        int limit,
        CancellationToken cancellationToken,
        OperationId? after = null
    )
    {
        var found = await inner.ListAsync(state, limit, cancellationToken, after);
        return state == OperationState.Ready && (plan.IsAt(CrashPoints.Approved) || found.Count < plan.Payments)
            ? []
            : found;
    }

    public async Task<IReadOnlyList<Operation>> DueProbesAsync(
        DateTimeOffset? notProbedSince,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var due = await inner.DueProbesAsync(notProbedSince, limit, cancellationToken);
        return CrashPoints.IsProbe(plan.Point) && due.Count < plan.Payments ? [] : due;
    }

    public Task<Operation?> FindAsync(OperationId id, CancellationToken cancellationToken) =>
        inner.FindAsync(id, cancellationToken);

    public Task<Operation?> FindByKeyAsync(Principal principal, string keyHash, CancellationToken cancellationToken) =>
        inner.FindByKeyAsync(principal, keyHash, cancellationToken);

    public Task<IReadOnlyList<Vote>> VotesAsync(OperationId id, CancellationToken cancellationToken) =>
        inner.VotesAsync(id, cancellationToken);

    public Task<IReadOnlyList<Operation>> VotedAsync(int limit, CancellationToken cancellationToken) =>
        inner.VotedAsync(limit, cancellationToken);

    public Task<IReadOnlyList<Attempt>> AttemptsAsync(OperationId id, CancellationToken cancellationToken) =>
        inner.AttemptsAsync(id, cancellationToken);

    public Task<IReadOnlyDictionary<WindowKey, LimitWindow>> WindowsAsync(
        IReadOnlyCollection<WindowKey> keys,
        CancellationToken cancellationToken
    ) => inner.WindowsAsync(keys, cancellationToken);

    public Task<OperationId?> TwinAsync(string twin, TimeSpan window, CancellationToken cancellationToken) =>
        inner.TwinAsync(twin, window, cancellationToken);

    public Task<int> RecoverExpiredAsync(Func<Operation, AuditEvent> record, CancellationToken cancellationToken) =>
        inner.RecoverExpiredAsync(record, cancellationToken);

    public Task<int> CountAsync(OperationState state, CancellationToken cancellationToken) =>
        inner.CountAsync(state, cancellationToken);

    public Task<DateTimeOffset?> OldestDoubtAsync(CancellationToken cancellationToken) =>
        inner.OldestDoubtAsync(cancellationToken);

    public Task<DateTimeOffset?> OldestPendingAsync(CancellationToken cancellationToken) =>
        inner.OldestPendingAsync(cancellationToken);

    /// <summary>What a committed move brought the payment to; null for moves that no point names.</summary>
    private static string? PointOf(Move move) =>
        move switch
        {
            { Vote: not null } => CrashPoints.Approved,
            { From.State: OperationState.Dispatching } => CrashPoints.Settled,
            { Record: null } when move.To.Fence == move.From.Fence + 1 => CrashPoints.ProbeTaken,
            _ => null,
        };
}
