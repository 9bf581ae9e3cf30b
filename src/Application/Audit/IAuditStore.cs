namespace FinancialMcp.Application.Audit;

/// <summary>The trail's append side.</summary>
public interface IAuditStore
{
    /// <summary>
    /// Commits a record durably before it returns. Not cancelled by a caller who goes away. Throws
    /// <see cref="StoreUnavailableException"/> when it cannot within three seconds.
    /// </summary>
    Task AppendAsync(AuditEvent record);
}
