using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Operations;

/// <summary>An operation to claim its key, with everything that is decided in the same commit.</summary>
public sealed record Intent
{
    /// <summary>Dispatching, or waiting for people.</summary>
    public required Operation Operation { get; init; }
    public required AuditEvent Record { get; init; }

    /// <summary>Under which version of people's decisions it was judged.</summary>
    public required long OversightVersion { get; init; }

    /// <summary>How long a dispatching one's lease lasts, from the database's clock.</summary>
    public required TimeSpan Lease { get; init; }

    /// <summary>Where its sum is held, in the order of the windows.</summary>
    public IReadOnlyList<WindowLimit> Limits { get; init; } = [];

    /// <summary>How far back the same payment under another key is looked for; zero: not at all.</summary>
    public TimeSpan TwinWindow { get; init; }

    /// <summary>The earlier payment that the caller says this one is not a repetition of.</summary>
    public OperationId? DistinctFrom { get; init; }
}

/// <summary>What came of claiming a key. All but <see cref="Claimed"/> wrote nothing.</summary>
public abstract record ClaimResult
{
    /// <summary>The key is this operation's, with the lease the database gave it.</summary>
    public sealed record Claimed(Operation Operation) : ClaimResult;

    /// <summary>The key belongs to an earlier call.</summary>
    public sealed record Taken(Operation Holder) : ClaimResult;

    /// <summary>A limit has no room for it.</summary>
    public sealed record OverLimit(LimitRefusal Refusal) : ClaimResult;

    /// <summary>The same payment was asked for under another key.</summary>
    public sealed record HasTwin(OperationId Earlier) : ClaimResult;

    /// <summary>People have decided something since it was judged.</summary>
    public sealed record Outdated : ClaimResult;
}

/// <summary>A move of an operation out of the state and fence of <paramref name="From"/>, with what is committed beside it.</summary>
/// <param name="From">As it is stored.</param>
/// <param name="To">As it shall be.</param>
/// <param name="Record">Null only for the bookkeeping of probes, which decides nothing.</param>
public sealed record Move(Operation From, Operation To, AuditEvent? Record)
{
    public Attempt? Attempt { get; init; }
    public Vote? Vote { get; init; }
}

/// <summary>An approved operation to be dispatched: a move whose holds go to the current windows.</summary>
public sealed record Dispatch(Operation From, Operation To, AuditEvent Record)
{
    public required long OversightVersion { get; init; }
    public required TimeSpan Lease { get; init; }
    public IReadOnlyList<WindowLimit> Limits { get; init; } = [];
}

/// <summary>What came of a dispatch. All but <see cref="Leased"/> wrote nothing.</summary>
public abstract record DispatchResult
{
    public sealed record Leased(Operation Operation) : DispatchResult;

    /// <summary>Somebody else moved it.</summary>
    public sealed record Fenced : DispatchResult;

    /// <summary>A current window has no room for it.</summary>
    public sealed record OverLimit(LimitRefusal Refusal) : DispatchResult;

    /// <summary>People have decided something since it was judged.</summary>
    public sealed record Outdated : DispatchResult;
}

/// <summary>
/// Where operations live, and with them the holds they take under limits. Every method commits before it returns, and
/// throws <see cref="StoreUnavailableException"/> when it cannot: then nothing may be dispatched, and no outcome claimed.
/// </summary>
public interface IOperationStore
{
    /// <summary>
    /// Inserts the operation, its holds and its record in one commit, unless the principal's key is taken, a limit has no
    /// room, the same payment was asked for before, or people have decided something since.
    /// </summary>
    Task<ClaimResult> ClaimAsync(Intent intent);

    /// <summary>
    /// Writes a move, its record, attempt and vote, and what it does to the operation's holds, in one commit, where state
    /// and fence are still those of its origin. False when they are not: somebody else concluded, and nothing was written.
    /// </summary>
    Task<bool> MoveAsync(Move move);

    /// <summary>Takes the lease of an approved operation and moves its holds to the current windows, in one commit.</summary>
    Task<DispatchResult> DispatchAsync(Dispatch dispatch);

    Task<Operation?> FindAsync(OperationId id, CancellationToken cancellationToken);

    Task<Operation?> FindByKeyAsync(Principal principal, string keyHash, CancellationToken cancellationToken);

    /// <summary>Votes cast on the operation, oldest first.</summary>
    Task<IReadOnlyList<Vote>> VotesAsync(OperationId id, CancellationToken cancellationToken);

    /// <summary>The attempts made, oldest first.</summary>
    Task<IReadOnlyList<Attempt>> AttemptsAsync(OperationId id, CancellationToken cancellationToken);

    /// <summary>Operations in the state, in the order of their ids, which is that of their making; after one, if it is given.</summary>
    Task<IReadOnlyList<Operation>> ListAsync(
        OperationState state,
        int limit,
        CancellationToken cancellationToken,
        OperationId? after = null
    );

    /// <summary>The newest operations that people voted on and that wait for no vote any more, newest first.</summary>
    Task<IReadOnlyList<Operation>> VotedAsync(int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Operations in doubt or awaiting the bank whose next look is due, or that were not looked at since
    /// <paramref name="notProbedSince"/>, most urgent first.
    /// </summary>
    Task<IReadOnlyList<Operation>> DueProbesAsync(
        DateTimeOffset? notProbedSince,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>What stands in the windows; those that are missing are empty.</summary>
    Task<IReadOnlyDictionary<WindowKey, LimitWindow>> WindowsAsync(
        IReadOnlyCollection<WindowKey> keys,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// The newest operation for the same payment that was asked for at most that long ago and did not end without effect;
    /// null when there is none.
    /// </summary>
    Task<OperationId?> TwinAsync(string twin, TimeSpan window, CancellationToken cancellationToken);

    /// <summary>
    /// Puts every dispatching operation whose lease ran out (by the database's clock) in doubt, each with the record that
    /// <paramref name="record"/> makes of it, in one commit each. Safe on many replicas at once. Returns how many.
    /// </summary>
    Task<int> RecoverExpiredAsync(Func<Operation, AuditEvent> record, CancellationToken cancellationToken);

    /// <summary>How many operations stand in the state.</summary>
    Task<int> CountAsync(OperationState state, CancellationToken cancellationToken);

    /// <summary>When the oldest doubt that still stands began; null when there is none.</summary>
    Task<DateTimeOffset?> OldestDoubtAsync(CancellationToken cancellationToken);

    /// <summary>When the oldest operation that waits for people was asked for; null when there is none.</summary>
    Task<DateTimeOffset?> OldestPendingAsync(CancellationToken cancellationToken);
}
