namespace FinancialMcp.Application.Audit.Keeping;

/// <summary>
/// Where holds and removals are kept. Writes commit with their record before they return, and tell by false that somebody
/// else was first. Throws <see cref="StoreUnavailableException"/> when the database does not answer.
/// </summary>
public interface IRetentionStore
{
    /// <summary>The time of each class's oldest record; a class without records is left out.</summary>
    Task<IReadOnlyDictionary<Retention, DateTimeOffset>> OldestAsync(CancellationToken cancellationToken);

    /// <summary>How many records of a class lie in a month, counted up to <paramref name="most"/>.</summary>
    Task<long> CountAsync(Retention retention, DateTimeOffset month, int most, CancellationToken cancellationToken);

    /// <summary>Every hold, also those that were lifted, oldest first.</summary>
    Task<IReadOnlyList<LegalHold>> HoldsAsync(CancellationToken cancellationToken);

    /// <summary>Every removal, oldest first.</summary>
    Task<IReadOnlyList<MonthDrop>> DropsAsync(CancellationToken cancellationToken);

    Task<bool> PlaceAsync(LegalHold hold, AuditEvent record);

    /// <summary>False when the hold is not there or was lifted already.</summary>
    Task<bool> LiftAsync(Guid hold, HoldLift lift, AuditEvent record);

    /// <summary>False when the month's removal was asked for already.</summary>
    Task<bool> RequestAsync(MonthDrop drop, AuditEvent record);

    /// <summary>False when it is confirmed already, or the person is who asked.</summary>
    Task<bool> ConfirmAsync(Guid drop, string by, DateTimeOffset at, AuditEvent record);
}
