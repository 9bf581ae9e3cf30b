using FinancialMcp.Domain.Audit;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>A trail as a database keeps it, all of it as of one moment. Whoever verifies reads it once, as streams.</summary>
public interface ITrailSource : IAsyncDisposable
{
    /// <summary>What is small enough to be held.</summary>
    Task<TrailHead> HeadAsync(CancellationToken cancellationToken);

    /// <summary>Every seal by number. May be read more than once.</summary>
    IAsyncEnumerable<StoredSeal> SealsAsync(CancellationToken cancellationToken);

    /// <summary>Every record by epoch, position and number; may be read beside the seals.</summary>
    IAsyncEnumerable<StoredRecord> RecordsAsync(CancellationToken cancellationToken);

    /// <summary>Every operation, in any order; not beside the seals.</summary>
    IAsyncEnumerable<StoredOperation> OperationsAsync(CancellationToken cancellationToken);
}

/// <summary>What a trail is judged by beside its records.</summary>
/// <param name="Name">What was read, for people.</param>
/// <param name="AsOf">The moment, by the database's clock, in microseconds since 1970.</param>
/// <param name="Epochs">Oldest first.</param>
/// <param name="PublicKeys">The keys that the trail itself names, as PEM: for a verification that is given none.</param>
/// <param name="Dropped">The months that were dropped.</param>
public sealed record TrailHead(
    string Name,
    long AsOf,
    IReadOnlyList<Epoch> Epochs,
    IReadOnlyList<string> PublicKeys,
    IReadOnlyList<DroppedMonth> Dropped
);

/// <summary>A month of one class of records that two people had removed.</summary>
/// <param name="Retention">The class.</param>
/// <param name="From">Its first moment, in microseconds since 1970.</param>
/// <param name="To">The first moment after it.</param>
/// <param name="Records">How many were removed.</param>
/// <param name="DroppedAt">When.</param>
public sealed record DroppedMonth(Retention Retention, long From, long To, long Records, long DroppedAt);

/// <summary>A seal and its leaves: see <see cref="SealLeaves"/>.</summary>
public sealed record StoredSeal(Seal Seal, byte[] Leaves);

/// <summary>A record and, where there are any, the columns beside it.</summary>
public sealed record StoredRecord(SealedRecord Sealed, SearchColumns? Columns);

/// <summary>The columns of a record that serve searching.</summary>
public sealed record SearchColumns
{
    /// <summary>Null for one that is no UUID.</summary>
    public Guid? Id { get; init; }
    public int SchemaVersion { get; init; }
    public int Retention { get; init; }
    public int Code { get; init; }
    public string? RequestId { get; init; }
    public Guid? OperationId { get; init; }
    public string? KeyHash { get; init; }
    public string? TraceId { get; init; }
    public string? PrincipalKey { get; init; }
    public string? Subject { get; init; }
    public string? ActingParty { get; init; }
    public string? Tool { get; init; }
    public string? Decision { get; init; }
    public string? ErrorCode { get; init; }
    public string? State { get; init; }
    public long? AmountMinor { get; init; }
    public string? Currency { get; init; }
    public long? FromAccount { get; init; }
    public long? ToAccount { get; init; }
    public string? BackendTransactionId { get; init; }
    public int? PolicyVersion { get; init; }
    public long? DurationUs { get; init; }
    public string? Build { get; init; }
}

/// <summary>What an operation's row says that the trail must say as well. Times are microseconds since 1970.</summary>
public sealed record StoredOperation
{
    public required OperationId Id { get; init; }
    public required string PrincipalKey { get; init; }
    public required string Issuer { get; init; }
    public required string Subject { get; init; }
    public string? ActingParty { get; init; }
    public required string KeyHash { get; init; }
    public required string Tool { get; init; }
    public long? AmountMinor { get; init; }
    public string? Currency { get; init; }
    public long? FromAccount { get; init; }
    public long? ToAccount { get; init; }
    public required OperationState State { get; init; }
    public string? BackendTransactionId { get; init; }
    public required long CreatedAt { get; init; }
    public required long UpdatedAt { get; init; }
}
