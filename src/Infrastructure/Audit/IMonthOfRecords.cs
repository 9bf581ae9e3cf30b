using FinancialMcp.Application.Audit.Keeping;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>The records of a month, to whoever may remove them. Throws the database's own exceptions.</summary>
internal interface IMonthOfRecords : IAsyncDisposable
{
    /// <summary>The removal that was asked for; null when there is none with that id.</summary>
    Task<MonthDrop?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Every record of the month, by time and number.</summary>
    IAsyncEnumerable<SealedRecord> RecordsAsync(MonthDrop drop, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the month where it has as many records as were archived, all of them sealed and anchored, and no case holds
    /// it: looked at in the same transaction.
    /// </summary>
    Task RemoveAsync(MonthDrop drop, DropDone done, CancellationToken cancellationToken);
}
