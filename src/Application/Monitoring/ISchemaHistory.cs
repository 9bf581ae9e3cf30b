namespace FinancialMcp.Application.Monitoring;

/// <summary>The migrations of the database, oldest first.</summary>
/// <param name="Applied">Those that it has had, also of a later program.</param>
/// <param name="Pending">Those that this program knows and the database has not had.</param>
public sealed record SchemaMigrations(IReadOnlyList<string> Applied, IReadOnlyList<string> Pending);

/// <summary>Which migrations the database has had.</summary>
public interface ISchemaHistory
{
    /// <summary>Throws <see cref="StoreUnavailableException"/> when the database does not answer in time.</summary>
    Task<SchemaMigrations> ReadAsync(CancellationToken cancellationToken);
}
