using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>
/// Records that are absent where a seal has them, and records that stand where no seal has them: a record that was moved
/// out of its seal's positions is both. What does not find its other half is missing, or was inserted.
/// </summary>
internal sealed class DisplacedRecords(FindingList findings)
{
    /// <summary>How many of each wait for their other half; any more are reported as they come.</summary>
    private const int MostWaiting = 500;

    private readonly Dictionary<long, (long Seal, byte[] Leaf)> missing = [];
    private readonly List<(long Seal, StoredRecord Record, Guid? EventId)> strange = [];

    /// <summary>A record of the seal that is not between its positions.</summary>
    internal void Missing(long seal, long seq, byte[] leaf)
    {
        if (missing.Count >= MostWaiting || !missing.TryAdd(seq, (seal, leaf)))
        {
            ReportMissing(seal, seq);
        }
    }

    /// <summary>A record between the positions of the seal, which does not have it.</summary>
    internal void Strange(long seal, StoredRecord record, Guid? eventId)
    {
        if (strange.Count < MostWaiting)
        {
            strange.Add((seal, record, eventId));
        }
        else
        {
            ReportInserted(seal, record, eventId);
        }
    }

    /// <summary>True when a record that no seal covers is one that a seal misses: then it was moved there.</summary>
    internal bool IsMissed(StoredRecord record, Guid? eventId) =>
        missing.Count > 0 && SealedAs(record.Sealed) is { } seq && Moved(seq, record, eventId);

    /// <summary>Reports what found no other half. No more come.</summary>
    internal void End()
    {
        foreach (var (seal, record, eventId) in strange)
        {
            if (!(SealedAs(record.Sealed) is { } seq && Moved(seq, record, eventId)))
            {
                ReportInserted(seal, record, eventId);
            }
        }

        foreach (var (seq, (seal, _)) in missing)
        {
            ReportMissing(seal, seq);
        }

        missing.Clear();
        strange.Clear();
    }

    private bool Moved(long seq, StoredRecord record, Guid? eventId)
    {
        missing.Remove(seq, out var place);
        var where =
            seq == record.Sealed.Seq
                ? $"stands at the position {record.Sealed.Position}, which its seal does not cover"
                : $"stands under the number {record.Sealed.Seq}";
        findings.Add(
            new Finding(FindingClass.Reordered, $"Record {seq} {where}.")
            {
                Seal = place.Seal,
                Seq = seq,
                EventId = eventId,
            }
        );
        return true;
    }

    /// <summary>By its number, or because exactly this was sealed under another one.</summary>
    private long? SealedAs(SealedRecord record)
    {
        if (missing.ContainsKey(record.Seq))
        {
            return record.Seq;
        }

        foreach (var (seq, (_, leaf)) in missing)
        {
            if (
                (record with { Seq = seq }).LeafHash().AsSpan().SequenceEqual(leaf)
                || (record with { Seq = seq, Position = seq }).LeafHash().AsSpan().SequenceEqual(leaf)
            )
            {
                return seq;
            }
        }

        return null;
    }

    private void ReportMissing(long seal, long seq) =>
        findings.Add(
            new Finding(FindingClass.Missing, $"Record {seq} is not there, and seal {seal} has it.")
            {
                Seal = seal,
                Seq = seq,
            }
        );

    private void ReportInserted(long seal, StoredRecord record, Guid? eventId) =>
        findings.Add(
            new Finding(
                FindingClass.Invalid,
                $"Record {record.Sealed.Seq} was inserted: seal {seal}, which covers its position, does not have it."
            )
            {
                Seal = seal,
                Seq = record.Sealed.Seq,
                EventId = eventId,
            }
        );
}
