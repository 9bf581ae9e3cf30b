using FinancialMcp.Application.Audit;

namespace FinancialMcp.Infrastructure.Persistence.Rows;

/// <summary>
/// A record as it is stored: its exact bytes under a MAC, and columns drawn from it for searching. What comes from
/// outside is cut and cleaned in those columns, because no text may prevent a record; the bytes keep it as it was.
/// </summary>
internal sealed class AuditEventRow
{
    /// <summary>The order of arrival. On SQLite also the order of commit; on PostgreSQL not: see <see cref="Xid"/>.</summary>
    public long Seq { get; init; }
    public required Guid Id { get; init; }
    public required short SchemaVersion { get; init; }

    /// <summary>How long it is kept: a <see cref="Application.Audit.Retention"/>.</summary>
    public required short Retention { get; init; }
    public required int Code { get; init; }
    public required string RequestId { get; init; }
    public Guid? OperationId { get; init; }
    public string? KeyHash { get; init; }
    public string? TraceId { get; init; }
    public string? PrincipalKey { get; init; }
    public string? Subject { get; init; }
    public string? ActingParty { get; init; }
    public string? Tool { get; init; }
    public required string Decision { get; init; }
    public string? ErrorCode { get; init; }
    public string? State { get; init; }
    public long? AmountMinor { get; init; }
    public string? Currency { get; init; }
    public long? FromAccount { get; init; }
    public long? ToAccount { get; init; }
    public string? BackendTransactionId { get; init; }
    public int? PolicyVersion { get; init; }
    public long? DurationUs { get; init; }
    public required string Build { get; init; }
    public required byte[] Record { get; init; }
    public required string MacKeyId { get; init; }

    /// <summary>HMAC-SHA-256 over <see cref="Record"/>.</summary>
    public required byte[] Mac { get; init; }

    /// <summary>The database's clock at the insert.</summary>
    public DateTimeOffset RecordedAt { get; init; }

    /// <summary>PostgreSQL only: the transaction that wrote it, by which a sealer knows that nothing earlier can still commit.</summary>
    public ulong Xid { get; init; }

    /// <summary>The row without its MAC's key: every column but those that say who made it.</summary>
    internal static AuditEventRow Of(AuditEvent record, RecordOrigin origin, string macKeyId, Func<byte[], byte[]> mac)
    {
        var bytes = CanonicalRecord.Of(record, origin);
        return new()
        {
            Id = record.Id,
            SchemaVersion = CanonicalRecord.SchemaVersion,
            Retention = (short)record.Retention,
            Code = (int)record.Code,
            RequestId = StoredText.Searchable(record.RequestId)!,
            OperationId = record.OperationId?.Value,
            KeyHash = record.KeyHash,
            TraceId = StoredText.Searchable(record.TraceId),
            PrincipalKey = record.Principal?.Key,
            Subject = StoredText.Searchable(record.Principal?.Subject),
            ActingParty = StoredText.Searchable(record.Principal?.ActingParty),
            Tool = StoredText.Searchable(record.Tool),
            Decision = record.Decision,
            ErrorCode = record.ErrorCode,
            State = record.State,
            AmountMinor = record.Sum?.Minor,
            Currency = record.Sum?.Currency.ToString(),
            FromAccount = record.From?.Value,
            ToAccount = record.To?.Value,
            BackendTransactionId = StoredText.Searchable(record.BackendTransactionId),
            PolicyVersion = record.PolicyVersion,
            DurationUs = record.Duration?.Ticks / TimeSpan.TicksPerMicrosecond,
            Build = origin.Build,
            Record = bytes,
            MacKeyId = macKeyId,
            Mac = mac(bytes),
        };
    }
}
