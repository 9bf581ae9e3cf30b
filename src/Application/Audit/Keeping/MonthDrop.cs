namespace FinancialMcp.Application.Audit.Keeping;

/// <summary>The removal of one month of one class of records: asked for, confirmed by a second person, carried out.</summary>
/// <param name="Id">Version 7.</param>
/// <param name="Retention">Which class.</param>
/// <param name="Month">Its first moment, UTC.</param>
/// <param name="Reason">Why.</param>
/// <param name="RequestedBy">Who asked.</param>
/// <param name="RequestedAt">When.</param>
/// <param name="ConfirmedBy">The second person; null before.</param>
/// <param name="ConfirmedAt">When; null before.</param>
/// <param name="Done">What was removed; null before.</param>
public sealed record MonthDrop(
    Guid Id,
    Retention Retention,
    DateTimeOffset Month,
    string Reason,
    string RequestedBy,
    DateTimeOffset RequestedAt,
    string? ConfirmedBy,
    DateTimeOffset? ConfirmedAt,
    DropDone? Done
);

/// <summary>What was removed, and the file that keeps it.</summary>
/// <param name="At">When.</param>
/// <param name="Records">How many records.</param>
/// <param name="Archive">The file's name.</param>
/// <param name="ArchiveSha256">Its digest, lower-case hex.</param>
public sealed record DropDone(DateTimeOffset At, long Records, string Archive, string ArchiveSha256);
