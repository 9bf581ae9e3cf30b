using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>
/// A store with the contract of the application's: the key unique per principal, moves guarded by what they came from,
/// holds and votes in the same commit. Every commit may fail before or after it happened; a null answer tells neither.
/// </summary>
internal sealed class SimulatedStore(World world)
{
    private readonly Dictionary<OperationId, StoredOperation> byId = [];
    private readonly Dictionary<(Principal, string), StoredOperation> byKey = [];
    private readonly Dictionary<string, StoredOperation> byBackendKey = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<StoredOperation>> twins = new(StringComparer.Ordinal);

    public StoredLimits Limits { get; } = new();

    /// <summary>Everything ever claimed.</summary>
    public IReadOnlyCollection<StoredOperation> All => byId.Values;

    /// <summary>What is not final, oldest first.</summary>
    public List<StoredOperation> Open { get; } = [];

    public StoredOperation Row(OperationId id) => byId[id];

    public StoredOperation? OfBackendKey(string key) => byBackendKey.GetValueOrDefault(key);

    public Operation? FindByKey(Payment payment) =>
        byKey.TryGetValue((payment.Principal, payment.KeyHash), out var row) ? row.Current : null;

    /// <summary>Claims the key; null when the caller does not learn whether it did.</summary>
    public ClaimResult? Claim(Intent intent) => FailsBefore() ? null : AfterCommit(ClaimNow(intent));

    /// <summary>Writes a move; null when the caller does not learn whether it did.</summary>
    public bool? Move(Move move) =>
        FailsBefore() ? null
        : MoveNow(move) is var moved && IsAnswerLost() ? null
        : moved;

    /// <summary>Takes the lease of an approved operation; null when the caller does not learn whether it did.</summary>
    public DispatchResult? Dispatch(Dispatch dispatch) => FailsBefore() ? null : AfterCommit(DispatchNow(dispatch));

    private ClaimResult ClaimNow(Intent intent)
    {
        var asked = intent.Operation;
        if (byKey.TryGetValue((asked.Principal, asked.KeyHash), out var holder))
        {
            return new ClaimResult.Taken(holder.Current);
        }

        if (intent.Version != world.Decisions.Version)
        {
            return new ClaimResult.Outdated();
        }

        if (TwinOf(asked, intent.TwinWindow) is { } twin && twin != intent.DistinctFrom)
        {
            return new ClaimResult.HasTwin(twin);
        }

        if (Limits.Hold(world.Rules, intent.Limits, asked.Instruction.Sum?.Minor ?? 0) is { } refusal)
        {
            return new ClaimResult.OverLimit(refusal);
        }

        var row = new StoredOperation(asked with { LeaseUntil = Lease(asked) });
        byId.Add(asked.Id, row);
        byKey.Add((asked.Principal, asked.KeyHash), row);
        byBackendKey.Add(asked.BackendKey, row);
        Open.Add(row);
        if (asked.Twin is { } same)
        {
            twins.TryAdd(same, []);
            twins[same].Add(row);
        }

        Limits.Enter(row, intent.Limits);
        world.Promises.Claimed(row);
        return new ClaimResult.Claimed(row.Current);
    }

    private bool MoveNow(Move move)
    {
        var row = byId[move.From.Id];
        if (!world.Rules.Guards(row.Current, move.From))
        {
            world.Tally.Count("moves fenced");
            return false;
        }

        if (move.Vote is { } vote)
        {
            if (row.Votes.Exists(cast => cast.Vote.Approver == vote.Approver))
            {
                return false;
            }

            row.Votes.Add(new CastVote(vote, row.Current.ParamsDigest));
        }

        Limits.Apply(row, world.Rules.Holds(move.To.State));
        Write(row, move.To);
        return true;
    }

    private DispatchResult DispatchNow(Dispatch dispatch)
    {
        var row = byId[dispatch.From.Id];
        if (!world.Rules.Guards(row.Current, dispatch.From))
        {
            world.Tally.Count("moves fenced");
            return new DispatchResult.Fenced();
        }

        if (dispatch.Version != world.Decisions.Version)
        {
            return new DispatchResult.Outdated();
        }

        Limits.Leave(row);
        if (Limits.Hold(world.Rules, dispatch.Limits, row.Sum) is { } refusal)
        {
            Limits.Return(row);
            return new DispatchResult.OverLimit(refusal);
        }

        Limits.Enter(row, dispatch.Limits);
        Write(row, dispatch.To with { LeaseUntil = Lease(dispatch.To) });
        return new DispatchResult.Leased(row.Current);
    }

    private void Write(StoredOperation row, Operation to)
    {
        var from = row.Current;
        row.Current = to;
        if (to.State.IsFinal() && !from.State.IsFinal())
        {
            Open.Remove(row);
        }

        world.Promises.Moved(row, from);
    }

    /// <summary>By the database's own clock, whatever the process thought.</summary>
    private DateTimeOffset? Lease(Operation operation) =>
        operation.State == OperationState.Dispatching ? world.Now + Times.Lease : null;

    private OperationId? TwinOf(Operation asked, TimeSpan window)
    {
        if (asked.Twin is not { } same || !twins.TryGetValue(same, out var rows))
        {
            return null;
        }

        return rows.FindLast(row =>
            row.Current.CreatedAt >= world.Now - window
            && (!row.Current.State.IsFinal() || row.Current.State == OperationState.Succeeded)
        )?.Current.Id;
    }

    private bool FailsBefore() => world.Fails("commits failed before", world.StoreFaults);

    private bool IsAnswerLost() => world.Fails("commits without an answer", world.StoreFaults);

    private T? AfterCommit<T>(T result)
        where T : class => IsAnswerLost() ? null : result;
}
