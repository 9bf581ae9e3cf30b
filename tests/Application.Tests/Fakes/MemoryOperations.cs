using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>
/// Operations in memory under the store's promises: one per principal and key, a row, its holds and its record together
/// or not at all, no write where state, fence or people's decisions have moved on.
/// </summary>
internal sealed class MemoryOperations(MemoryTrail trail, MemoryOversight oversight, TimeProvider time)
    : IOperationStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<OperationId, Operation> rows = [];
    private readonly MemoryHistory history = new();
    private readonly MemoryWindows windows = new();

    /// <summary>Makes every claim fail without a commit.</summary>
    public bool RefusesClaims { get; set; }

    /// <summary>Makes every settling of an attempt fail without a commit.</summary>
    public bool RefusesSettling { get; set; }

    /// <summary>Makes every reading of figures fail.</summary>
    public bool IsAway { get; set; }

    /// <summary>Runs once before the next claim is looked at: where people may decide something first.</summary>
    public Action? BeforeClaim { get; set; }

    /// <summary>Runs before a settling is looked at: where somebody else may conclude first.</summary>
    public Action<Operation>? BeforeSettling { get; set; }

    /// <summary>Runs once before the next move is looked at: where somebody else may move first.</summary>
    public Action? BeforeMove { get; set; }

    /// <summary>How often anything was written.</summary>
    public int Writes { get; private set; }

    public IReadOnlyList<Operation> Rows
    {
        get
        {
            lock (gate)
            {
                return [.. rows.Values];
            }
        }
    }

    public IReadOnlyDictionary<WindowKey, LimitWindow> Windows
    {
        get
        {
            lock (gate)
            {
                return windows.All;
            }
        }
    }

    public Task<ClaimResult> ClaimAsync(Intent intent)
    {
        var before = BeforeClaim;
        BeforeClaim = null;
        before?.Invoke();
        lock (gate)
        {
            return Task.FromResult(Claim(intent));
        }
    }

    public Task<bool> MoveAsync(Move move)
    {
        var before = BeforeMove;
        BeforeMove = null;
        before?.Invoke();
        if (move.Attempt is not null)
        {
            BeforeSettling?.Invoke(move.From);
        }

        lock (gate)
        {
            if (RefusesSettling && move.Attempt is not null)
            {
                throw new StoreUnavailableException("The database does not commit.");
            }

            if (!IsStill(move.From))
            {
                return Task.FromResult(false);
            }

            Write(move);
            return Task.FromResult(true);
        }
    }

    public Task<DispatchResult> DispatchAsync(Dispatch dispatch)
    {
        lock (gate)
        {
            if (!IsStill(dispatch.From))
            {
                return Task.FromResult<DispatchResult>(new DispatchResult.Fenced());
            }

            if (oversight.State.Version != dispatch.OversightVersion)
            {
                return Task.FromResult<DispatchResult>(new DispatchResult.Outdated());
            }

            var leased = dispatch.To with { LeaseUntil = time.GetUtcNow() + dispatch.Lease };
            if (windows.Rehold(leased, dispatch.Limits) is { } refusal)
            {
                return Task.FromResult<DispatchResult>(new DispatchResult.OverLimit(refusal));
            }

            Write(new Move(dispatch.From, leased, dispatch.Record));
            return Task.FromResult<DispatchResult>(new DispatchResult.Leased(leased));
        }
    }

    public Task<Operation?> FindAsync(OperationId id, CancellationToken cancellationToken) =>
        Task.FromResult(Rows.FirstOrDefault(row => row.Id == id));

    public Task<Operation?> FindByKeyAsync(Principal principal, string keyHash, CancellationToken cancellationToken) =>
        Task.FromResult(Rows.FirstOrDefault(row => row.Principal == principal && row.KeyHash == keyHash));

    public Task<IReadOnlyList<Vote>> VotesAsync(OperationId id, CancellationToken cancellationToken) =>
        Task.FromResult(history.Votes(id));

    public Task<IReadOnlyList<Attempt>> AttemptsAsync(OperationId id, CancellationToken cancellationToken) =>
        Task.FromResult(history.Attempts(id));

    public Task<IReadOnlyList<Operation>> VotedAsync(int limit, CancellationToken cancellationToken) =>
        Task.FromResult(history.Voted(Rows, limit));

    public Task<IReadOnlyList<Operation>> ListAsync(
        OperationState state,
        int limit,
        CancellationToken cancellationToken,
        OperationId? after = null
    ) =>
        Task.FromResult<IReadOnlyList<Operation>>([
            .. Rows.Where(row => row.State == state && (after is null || row.Id.Value > after.Value.Value))
                .OrderBy(row => row.Id.Value)
                .Take(limit),
        ]);

    public Task<IReadOnlyList<Operation>> DueProbesAsync(
        DateTimeOffset? notProbedSince,
        int limit,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<IReadOnlyList<Operation>>([
            .. Rows.Where(row => row.NextProbeAt <= time.GetUtcNow() || row.UpdatedAt < notProbedSince)
                .OrderBy(row => row.NextProbeAt)
                .Take(limit),
        ]);

    public Task<IReadOnlyDictionary<WindowKey, LimitWindow>> WindowsAsync(
        IReadOnlyCollection<WindowKey> keys,
        CancellationToken cancellationToken
    ) =>
        Task.FromResult<IReadOnlyDictionary<WindowKey, LimitWindow>>(
            Windows.Where(entry => keys.Contains(entry.Key)).ToDictionary()
        );

    public Task<OperationId?> TwinAsync(string twin, TimeSpan window, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(TwinOf(twin, window));
        }
    }

    public Task<int> RecoverExpiredAsync(Func<Operation, AuditEvent> record, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            var expired = rows
                .Values.Where(row => row.State == OperationState.Dispatching && row.LeaseUntil <= now)
                .ToList();
            foreach (var row in expired)
            {
                var doubted = row.After(Outcome.Unknown(), now) with { Fence = row.Fence + 1 };
                Write(new Move(row, doubted, record(doubted)));
            }

            return Task.FromResult(expired.Count);
        }
    }

    public Task<int> CountAsync(OperationState state, CancellationToken cancellationToken) =>
        Task.FromResult(Rows.Count(row => row.State == state));

    public Task<DateTimeOffset?> OldestDoubtAsync(CancellationToken cancellationToken) =>
        Oldest(OperationState.InDoubt, row => row.DoubtSince);

    public Task<DateTimeOffset?> OldestPendingAsync(CancellationToken cancellationToken) =>
        Oldest(OperationState.PendingApproval, row => row.CreatedAt);

    private ClaimResult Claim(Intent intent)
    {
        if (RefusesClaims)
        {
            throw new StoreUnavailableException("The database does not commit.");
        }

        var operation = intent.Operation;
        if (Holder(operation.Principal, operation.KeyHash) is { } holder)
        {
            return new ClaimResult.Taken(holder);
        }

        if (oversight.State.Version != intent.OversightVersion)
        {
            return new ClaimResult.Outdated();
        }

        if (TwinOf(operation.Twin, intent.TwinWindow) is { } twin && twin != intent.DistinctFrom)
        {
            return new ClaimResult.HasTwin(twin);
        }

        if (windows.Hold(operation, intent.Limits) is { } refusal)
        {
            return new ClaimResult.OverLimit(refusal);
        }

        try
        {
            trail.Commit(intent.Record);
        }
        catch (StoreUnavailableException)
        {
            windows.End(operation, HoldEffect.Release);
            throw;
        }

        var isLeased = operation.State == OperationState.Dispatching;
        var claimed = operation with { LeaseUntil = isLeased ? time.GetUtcNow() + intent.Lease : null };
        Writes++;
        rows.Add(claimed.Id, claimed);
        return new ClaimResult.Claimed(claimed);
    }

    private void Write(Move move)
    {
        var id = move.From.Id;
        history.MustBeFirstVote(move);
        if (move.Record is { } record)
        {
            trail.Commit(record);
        }

        Writes++;
        rows[id] = move.To;
        windows.End(move.To, HoldEffects.Of(move.To.State));
        history.Keep(move);
    }

    private bool IsStill(Operation from) =>
        rows[from.Id] is var stored && (stored.State, stored.Fence) == (from.State, from.Fence);

    private OperationId? TwinOf(string? twin, TimeSpan window) =>
        rows
            .Values.Where(row =>
                twin is not null
                && window > TimeSpan.Zero
                && row.Twin == twin
                && time.GetUtcNow() - row.CreatedAt <= window
                && (!row.State.IsFinal() || row.State == OperationState.Succeeded)
            )
            .OrderByDescending(row => row.CreatedAt)
            .FirstOrDefault()
            ?.Id;

    private Task<DateTimeOffset?> Oldest(OperationState state, Func<Operation, DateTimeOffset?> since) =>
        IsAway
            ? throw new StoreUnavailableException("The database does not answer.")
            : Task.FromResult(Rows.Where(row => row.State == state).Min(since));

    private Operation? Holder(Principal principal, string keyHash) =>
        rows.Values.FirstOrDefault(row => row.Principal == principal && row.KeyHash == keyHash);
}
