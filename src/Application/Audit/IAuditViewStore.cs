namespace FinancialMcp.Application.Audit;

/// <summary>A search that somebody keeps.</summary>
/// <param name="Owner">Who.</param>
/// <param name="Name">Unique among the owner's.</param>
/// <param name="IsShared">Others see it, too.</param>
/// <param name="Filter">What it searches for.</param>
/// <param name="SavedAt">When it was last saved.</param>
public sealed record AuditView(string Owner, string Name, bool IsShared, AuditFilter Filter, DateTimeOffset SavedAt);

/// <summary>
/// Where searches are kept. A change and its record are one commit. Throws <see cref="StoreUnavailableException"/> when
/// the database does not answer in time.
/// </summary>
public interface IAuditViewStore
{
    /// <summary>The person's own and those that others share, by name.</summary>
    Task<IReadOnlyList<AuditView>> ListAsync(string person, CancellationToken cancellationToken);

    /// <summary>Keeps it, in place of the owner's one of the same name.</summary>
    Task SaveAsync(AuditView view, AuditEvent record);

    /// <summary>Removes it; false, without a record, when the owner has none of that name.</summary>
    Task<bool> DeleteAsync(string owner, string name, AuditEvent record);
}
