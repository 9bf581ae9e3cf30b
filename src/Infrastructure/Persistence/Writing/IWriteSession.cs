namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>One writer's connection.</summary>
internal interface IWriteSession : IAsyncDisposable
{
    /// <summary>
    /// Writes all of them in one transaction and returns after its commit, with every result set. Throws
    /// <see cref="BatchRefusedException"/> when it was surely rolled back and the session is still good; after anything
    /// else nobody knows what was committed, and the session must be disposed of.
    /// </summary>
    Task CommitAsync(IReadOnlyList<PendingWrite> writes);
}

/// <summary>The database refused a statement: the transaction is rolled back, and one of its writes is to blame.</summary>
internal sealed class BatchRefusedException(Exception cause) : Exception("The batch was rolled back.", cause);
