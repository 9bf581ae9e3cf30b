namespace FinancialMcp.Application.Audit;

/// <summary>Writes evidence packs: records with what proves them, to be verified without the database.</summary>
public interface IEvidencePacks
{
    /// <summary>A pack holds at most so many records.</summary>
    const int MostRecords = 2_000_000;

    /// <summary>
    /// Writes the records that fit, as a ZIP, piece by piece, and returns how many they are. Throws, before the first
    /// byte, <see cref="AppException"/> VALIDATION_ERROR when they are too many for one pack; and
    /// <see cref="StoreUnavailableException"/> when the database does not answer.
    /// </summary>
    Task<long> WriteAsync(AuditFilter filter, string madeBy, Stream output, CancellationToken cancellationToken);
}
