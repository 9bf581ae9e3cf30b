using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Operations;

/// <summary>What came of claiming a key: this call's operation, or the one that already holds the key.</summary>
public sealed record Claim(Operation Operation, bool IsNew);

/// <summary>
/// Where operations live. Every method commits before it returns, and throws <see cref="StoreUnavailableException"/>
/// when it cannot: then nothing may be dispatched, and no outcome claimed.
/// </summary>
public interface IOperationStore
{
    /// <summary>
    /// Inserts the operation and its intent record in one commit, unless the principal's key is taken: then nothing is
    /// written and the holder is returned. The lease of a new one ends <paramref name="lease"/> after the database's
    /// clock.
    /// </summary>
    Task<Claim> ClaimAsync(Operation operation, AuditEvent intent, TimeSpan lease);

    /// <summary>
    /// Writes what an attempt came to, the attempt and its record in one commit, where state and fence are still those
    /// of <paramref name="dispatched"/>. False when they are not: somebody else concluded, and nothing was written.
    /// </summary>
    Task<bool> SettleAsync(Operation dispatched, Operation settled, Attempt attempt, AuditEvent record);

    Task<Operation?> FindAsync(OperationId id, CancellationToken cancellationToken);

    Task<Operation?> FindByKeyAsync(Principal principal, string keyHash, CancellationToken cancellationToken);

    /// <summary>
    /// Puts every dispatching operation whose lease ran out (by the database's clock) in doubt, each with the record that
    /// <paramref name="record"/> makes of it, in one commit each. Safe on many replicas at once. Returns how many.
    /// </summary>
    Task<int> RecoverExpiredAsync(Func<Operation, AuditEvent> record, CancellationToken cancellationToken);

    /// <summary>How many operations stand in the state.</summary>
    Task<int> CountAsync(OperationState state, CancellationToken cancellationToken);

    /// <summary>When the oldest doubt that still stands began; null when there is none.</summary>
    Task<DateTimeOffset?> OldestDoubtAsync(CancellationToken cancellationToken);
}
