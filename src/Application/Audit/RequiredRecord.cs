using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit;

/// <summary>Finds a record by its id.</summary>
internal static class RequiredRecord
{
    /// <summary>The record. Throws <see cref="AppException"/> VALIDATION_ERROR when there is none.</summary>
    public static async Task<SealedRecord> RequireAsync(
        this IAuditReading reading,
        Guid id,
        CancellationToken cancellationToken
    ) =>
        await reading.FindAsync(id, cancellationToken)
        ?? throw new AppException([new Problem("id", "There is no such record. Search for it again.")]);
}
