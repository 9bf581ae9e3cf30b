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

/// <summary>The records of a search that are alike in all that is counted.</summary>
/// <param name="Code">What happened.</param>
/// <param name="Decision">As in the records.</param>
/// <param name="Tool">Null for records of none.</param>
/// <param name="State">Of the operation, after what happened; null for records of none.</param>
/// <param name="ErrorCode">Null where nothing went wrong.</param>
/// <param name="Currency">Of the amount; null for records of none.</param>
/// <param name="From">Where their span of time begins; null when they were not counted by time.</param>
/// <param name="Count">How many they are, one or more.</param>
public readonly record struct AuditGroup(
    AuditCode Code,
    string Decision,
    string? Tool,
    string? State,
    string? ErrorCode,
    string? Currency,
    DateTimeOffset? From,
    int Count
);

/// <summary>The newest records of a search, counted by the database.</summary>
/// <param name="Groups">In no order.</param>
/// <param name="IsWhole">False when there may be older ones: they were not looked at.</param>
/// <param name="Oldest">When the oldest that was counted was recorded; null for none.</param>
/// <param name="Newest">When the newest was; null for none.</param>
public sealed record AuditTally(
    IReadOnlyList<AuditGroup> Groups,
    bool IsWhole,
    DateTimeOffset? Oldest,
    DateTimeOffset? Newest
)
{
    /// <summary>How many records were counted.</summary>
    public int Total => Groups.Sum(group => group.Count);
}

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

    /// <summary>
    /// Counts the newest records that fit: those among the newest <paramref name="most"/> that fit the filter's most telling
    /// part, as <see cref="MostLooked"/> says it.
    /// </summary>
    /// <param name="filter">Which records.</param>
    /// <param name="most">How many are looked at.</param>
    /// <param name="width">Of the spans of time to count by, which follow each other from the beginning of year 1 on; null: none.</param>
    /// <param name="cancellationToken">For a person who left.</param>
    Task<AuditTally> TallyAsync(AuditFilter filter, int most, TimeSpan? width, CancellationToken cancellationToken);

    /// <summary>One record by its id; null when there is none.</summary>
    Task<SealedRecord?> FindAsync(Guid id, CancellationToken cancellationToken);

    /// <summary>Where the record is sealed; null when it is not yet.</summary>
    Task<SealPlace?> PlaceAsync(SealedRecord record, CancellationToken cancellationToken);
}
