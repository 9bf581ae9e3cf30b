using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit;

/// <summary>Which end of the trail is read first.</summary>
public enum AuditOrder
{
    NewestFirst,
    OldestFirst,
}

/// <summary>Some records, and where to go on; null at the end.</summary>
public sealed record AuditPage(IReadOnlyList<SealedRecord> Records, AuditCursor? Next);

/// <summary>What counting needs of one record.</summary>
public readonly record struct AuditMark(
    DateTimeOffset RecordedAt,
    AuditCode Code,
    string Decision,
    string? Tool,
    string? State,
    string? ErrorCode,
    string? Currency
);

/// <summary>The newest records of a search.</summary>
/// <param name="Marks">Newest first.</param>
/// <param name="IsWhole">False when there may be more: then they were not counted.</param>
public sealed record AuditSample(IReadOnlyList<AuditMark> Marks, bool IsWhole);

/// <summary>Where a record is sealed.</summary>
/// <param name="Seal">The seal's number.</param>
/// <param name="Index">The place among its records; null when the seal does not know the record, which is a finding.</param>
/// <param name="IsAnchored">True when a place outside the database was told of the seal.</param>
public sealed record SealPlace(long Seal, int? Index, bool IsAnchored);

/// <summary>
/// The trail's reading side. What it gives are the records' own bytes; it searches by the columns beside them. Throws
/// <see cref="StoreUnavailableException"/> when the database does not answer in time.
/// </summary>
public interface IAuditReading
{
    /// <summary>
    /// Records one look goes over at most, of those that fit the filter's most telling part (an operation, a key, a
    /// transaction, an account, a principal, an error, else the time): what fits the rest is picked out of them.
    /// </summary>
    const int MostLooked = 20_000;

    /// <summary>The time by the clock that records are dated by.</summary>
    Task<DateTimeOffset> NowAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Up to <paramref name="limit"/> records that fit, by time and number, from <paramref name="after"/> on. A page that
    /// looked at <see cref="MostLooked"/> records gives what it found, maybe nothing, and where to go on.
    /// </summary>
    Task<AuditPage> PageAsync(
        AuditFilter filter,
        AuditOrder order,
        AuditCursor? after,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>The newest records that fit, at most <paramref name="most"/> of at most <see cref="MostLooked"/>.</summary>
    Task<AuditSample> SampleAsync(AuditFilter filter, int most, CancellationToken cancellationToken);

    /// <summary>One record by its id; null when there is none.</summary>
    Task<SealedRecord?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Where the record is sealed; null when it is not yet.</summary>
    Task<SealPlace?> PlaceAsync(SealedRecord record, CancellationToken cancellationToken);
}
