using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>
/// Operations in memory under the store's promises: one per principal and key, a row and its record together or not at
/// all, no write where state or fence have moved on.
/// </summary>
internal sealed class MemoryOperations(MemoryTrail trail, TimeProvider time) : IOperationStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<OperationId, Operation> rows = [];

    /// <summary>Makes every claim fail without a commit.</summary>
    public bool RefusesClaims { get; set; }

    /// <summary>Makes every settling fail without a commit.</summary>
    public bool RefusesSettling { get; set; }

    /// <summary>Makes every reading of figures fail.</summary>
    public bool IsAway { get; set; }

    /// <summary>Runs before a settling is looked at: where somebody else may conclude first.</summary>
    public Action<Operation>? BeforeSettling { get; set; }

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

    public Task<Claim> ClaimAsync(Operation operation, AuditEvent intent, TimeSpan lease)
    {
        lock (gate)
        {
            if (RefusesClaims)
            {
                throw new StoreUnavailableException("The database does not commit.");
            }

            if (Holder(operation.Principal, operation.KeyHash) is { } holder)
            {
                return Task.FromResult(new Claim(holder, IsNew: false));
            }

            trail.Commit(intent);
            var claimed = operation with { LeaseUntil = time.GetUtcNow() + lease };
            rows.Add(claimed.Id, claimed);
            return Task.FromResult(new Claim(claimed, IsNew: true));
        }
    }

    public Task<bool> SettleAsync(Operation dispatched, Operation settled, Attempt attempt, AuditEvent record)
    {
        BeforeSettling?.Invoke(dispatched);
        lock (gate)
        {
            if (RefusesSettling)
            {
                throw new StoreUnavailableException("The database does not commit.");
            }

            if (
                rows[dispatched.Id] is var stored
                && (stored.State, stored.Fence) != (dispatched.State, dispatched.Fence)
            )
            {
                return Task.FromResult(false);
            }

            trail.Commit(record);
            rows[dispatched.Id] = settled;
            return Task.FromResult(true);
        }
    }

    public Task<Operation?> FindAsync(OperationId id, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(rows.GetValueOrDefault(id));
        }
    }

    public Task<Operation?> FindByKeyAsync(Principal principal, string keyHash, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(Holder(principal, keyHash));
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
                trail.Commit(record(doubted));
                rows[row.Id] = doubted;
            }

            return Task.FromResult(expired.Count);
        }
    }

    public Task<int> CountAsync(OperationState state, CancellationToken cancellationToken) =>
        Task.FromResult(Rows.Count(row => row.State == state));

    public Task<DateTimeOffset?> OldestDoubtAsync(CancellationToken cancellationToken) =>
        IsAway
            ? throw new StoreUnavailableException("The database does not answer.")
            : Task.FromResult(Rows.Where(row => row.State == OperationState.InDoubt).Min(row => row.DoubtSince));

    private Operation? Holder(Principal principal, string keyHash) =>
        rows.Values.FirstOrDefault(row => row.Principal == principal && row.KeyHash == keyHash);
}
