namespace FinancialMcp.Infrastructure.Persistence.Rows;

/// <summary>A seal: see <see cref="Domain.Audit.Seal"/>.</summary>
internal sealed class SealRow
{
    public required long Number { get; init; }
    public required int Epoch { get; init; }
    public required int Count { get; init; }
    public long? FirstSeq { get; init; }
    public long? LastSeq { get; init; }
    public required long FromPosition { get; init; }
    public required long ToPosition { get; init; }
    public required byte[] Root { get; init; }
    public required byte[] Previous { get; init; }
    public required DateTimeOffset SealedAt { get; init; }
    public required string KeyId { get; init; }
    public required byte[] Signature { get; init; }

    /// <summary>
    /// For each record its number (8 bytes, big-endian) and its leaf (32 bytes): which record it is that changed or is
    /// missing. The root covers the leaves.
    /// </summary>
    public required byte[] Leaves { get; init; }
}

/// <summary>A life of the database: see <see cref="Domain.Audit.Epoch"/>.</summary>
internal sealed class EpochRow
{
    public required int Number { get; init; }
    public required long FirstSeq { get; init; }
    public required string SystemId { get; init; }
    public required long AfterSeal { get; init; }
    public required byte[] AfterHash { get; init; }
    public required DateTimeOffset BeganAt { get; init; }
}

/// <summary>How far a place outside the database has been told of the seals.</summary>
internal sealed class AnchorRow
{
    public required string Name { get; init; }
    public required long Number { get; init; }
    public required DateTimeOffset AnchoredAt { get; init; }
}

/// <summary>A key that signed seals, by its public half.</summary>
internal sealed class SigningKeyRow
{
    public required string KeyId { get; init; }
    public required string PublicKey { get; init; }
    public required DateTimeOffset FirstUsedAt { get; init; }
}

/// <summary>A verification that was run.</summary>
internal sealed class VerificationRow
{
    public required Guid Id { get; init; }
    public required DateTimeOffset StartedAt { get; init; }
    public required DateTimeOffset EndedAt { get; init; }
    public required string RunBy { get; init; }
    public required long Seals { get; init; }
    public required long Records { get; init; }
    public required int Findings { get; init; }

    /// <summary>The report, as JSON.</summary>
    public required string Report { get; init; }
}

/// <summary>A search that somebody keeps.</summary>
internal sealed class SavedViewRow
{
    public required string Owner { get; init; }
    public required string Name { get; init; }
    public required bool IsShared { get; init; }

    /// <summary>The search, as JSON.</summary>
    public required string Search { get; init; }
    public required DateTimeOffset SavedAt { get; init; }
}

/// <summary>A case for which records must not be removed.</summary>
internal sealed class LegalHoldRow
{
    public required Guid Id { get; init; }
    public required string CaseName { get; init; }
    public required string Reason { get; init; }

    /// <summary>Records from this time on …</summary>
    public required DateTimeOffset FromTime { get; init; }

    /// <summary>… to before this one; null: and all later ones.</summary>
    public DateTimeOffset? ToTime { get; init; }
    public required string PlacedBy { get; init; }
    public required DateTimeOffset PlacedAt { get; init; }
    public string? LiftedBy { get; init; }
    public DateTimeOffset? LiftedAt { get; init; }
    public string? LiftReason { get; init; }
}

/// <summary>The removal of one month of one class of records.</summary>
internal sealed class DropRow
{
    public required Guid Id { get; init; }
    public required short Retention { get; init; }

    /// <summary>Its first day, UTC.</summary>
    public required DateTimeOffset Month { get; init; }
    public required string Reason { get; init; }
    public required string RequestedBy { get; init; }
    public required DateTimeOffset RequestedAt { get; init; }
    public string? ConfirmedBy { get; init; }
    public DateTimeOffset? ConfirmedAt { get; init; }
    public string? Archive { get; init; }
    public string? ArchiveSha256 { get; init; }
    public long? Records { get; init; }
    public DateTimeOffset? DroppedAt { get; init; }
}
