using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>
/// Holds the records between a seal's positions against its leaves, one seal after the other. A range that is as it was
/// sealed costs a comparison a record; only one that is not is looked into.
/// </summary>
internal sealed class SealedRange(FindingList findings, DisplacedRecords displaced, DroppedRecords dropped)
{
    /// <summary>Of one seal, how many records that do not fit are looked into; any more are reported as changed.</summary>
    private const int MostStrange = 500;

    /// <summary>How many leaves are computed at most to find out where a record that does not fit came from.</summary>
    private const int MostTries = 50_000;

    /// <summary>Of a seal over no more positions than these, each is tried.</summary>
    private const long MostPositions = 4096;

    /// <summary>A seal whose leaves are gone may claim any count; real ones have a tenth of this.</summary>
    private const int MostUnproved = 100_000;

    private readonly List<StoredRecord> strange = [];
    private readonly List<byte[]> unproved = [];
    private Seal seal = null!;
    private byte[]? leaves;
    private long after;
    private int next;
    private Dictionary<string, int>? places;
    private Dictionary<long, (long Position, long RecordedAt)>? standing;
    private bool[] isFound = [];

    /// <param name="begun">The seal whose records come now.</param>
    /// <param name="itsLeaves">Proved by its root; null where they are not, and only the root can be compared.</param>
    /// <param name="sealedAfter">When the seal before it was made.</param>
    internal void Begin(Seal begun, byte[]? itsLeaves, long sealedAfter)
    {
        (seal, leaves, after, next) = (begun, itsLeaves, sealedAfter, 0);
        (places, standing) = (null, null);
        strange.Clear();
        unproved.Clear();
    }

    /// <summary>Takes the next record of the range.</summary>
    internal void Take(StoredRecord record, Guid? eventId)
    {
        var hash = record.Sealed.LeafHash();
        if (leaves is null)
        {
            if (unproved.Count <= Math.Min(seal.Count, MostUnproved))
            {
                unproved.Add(hash);
            }

            return;
        }

        if (places is null && next < seal.Count && SealLeaves.HashAt(leaves, next).SequenceEqual(hash))
        {
            RequireNumber(next++, record, eventId);
            return;
        }

        LookInto();
        standing![record.Sealed.Seq] = (record.Sealed.Position, record.Sealed.RecordedAt);
        if (!places!.TryGetValue(Convert.ToHexString(hash), out var place))
        {
            Strange(record, eventId);
        }
        else if (isFound[place])
        {
            Add(FindingClass.Forked, record.Sealed.Seq, eventId, "is there twice");
        }
        else
        {
            isFound[place] = true;
            RequireNumber(place, record, eventId);
        }
    }

    /// <summary>Reports what did not fit. No more records of the range come.</summary>
    internal void End()
    {
        if (leaves is null)
        {
            CheckRoot();
            return;
        }

        if (next == seal.Count && places is null)
        {
            return;
        }

        LookInto();
        var absent = new Dictionary<long, int>();
        for (var place = 0; place < seal.Count; place++)
        {
            if (!isFound[place])
            {
                absent[SealLeaves.SeqAt(leaves, place)] = place;
            }
        }

        Explain(absent);
        foreach (var (seq, place) in absent.OrderBy(entry => entry.Value))
        {
            if (dropped.MayExplain(after, seal.SealedAt))
            {
                dropped.Take(seal.Number, seq);
            }
            else
            {
                displaced.Missing(seal.Number, seq, SealLeaves.HashAt(leaves, place).ToArray());
            }
        }
    }

    /// <summary>Also without leaves the root says whether all records are as they were; not which one is not.</summary>
    private void CheckRoot()
    {
        if (
            unproved.Count != seal.Count
            || !MerkleTree.Root([.. unproved.SelectMany(hash => hash)]).AsSpan().SequenceEqual(seal.Root)
        )
        {
            findings.Add(
                new Finding(
                    FindingClass.Invalid,
                    $"The records of seal {seal.Number} are not those that were sealed; with its leaves gone it cannot be said which of them."
                )
                {
                    Seal = seal.Number,
                    Seq = seal.FirstSeq,
                }
            );
        }
    }

    private void Strange(StoredRecord record, Guid? eventId)
    {
        if (strange.Count < MostStrange)
        {
            strange.Add(record);
            return;
        }

        Add(FindingClass.Invalid, record.Sealed.Seq, eventId, "is not what was sealed");
        for (var place = 0; place < seal.Count; place++)
        {
            isFound[place] |= SealLeaves.SeqAt(leaves, place) == record.Sealed.Seq;
        }
    }

    /// <summary>Takes from what is absent all that is there after all, in another place or changed.</summary>
    private void Explain(Dictionary<long, int> absent)
    {
        var tries = MostTries;
        var gone = new Dictionary<long, int>(absent);
        foreach (var record in strange)
        {
            var seq = record.Sealed.Seq;
            var eventId = EventIds.Of(record);
            if (SealedAs(record.Sealed, gone, ref tries) is { } sealedAs)
            {
                var what =
                    sealedAs == seq
                        ? "was sealed at another position among the commits"
                        : $"stands under the number {seq}";
                Add(FindingClass.Reordered, sealedAs, eventId, what);
                absent.Remove(sealedAs);
                absent.Remove(seq);
            }
            else if (absent.Remove(seq))
            {
                Add(FindingClass.Invalid, seq, eventId, "is not what was sealed: it was changed");
            }
            else
            {
                displaced.Strange(seal.Number, record, eventId);
            }
        }
    }

    /// <summary>The number under which exactly this was sealed, at whatever position; null when it was not.</summary>
    private long? SealedAs(SealedRecord record, Dictionary<long, int> gone, ref int tries)
    {
        foreach (var (seq, place) in gone)
        {
            var expected = SealLeaves.HashAt(leaves, place);
            foreach (var (position, recordedAt) in CandidatesFor(record, seq))
            {
                if (tries-- <= 0)
                {
                    return null;
                }

                var moved = record with { Seq = seq, Position = position, RecordedAt = recordedAt };
                if (moved.LeafHash().AsSpan().SequenceEqual(expected))
                {
                    return seq;
                }
            }
        }

        return null;
    }

    private IEnumerable<(long Position, long RecordedAt)> CandidatesFor(SealedRecord record, long seq)
    {
        if (seq != record.Seq)
        {
            yield return (record.Position, record.RecordedAt);
            yield return (seq, record.RecordedAt);
            if (standing!.TryGetValue(seq, out var other))
            {
                yield return other;
                yield return (other.Position, record.RecordedAt);
            }

            yield break;
        }

        var positions =
            seal.ToPosition - seal.FromPosition <= MostPositions
                ? Enumerable
                    .Range(0, (int)(seal.ToPosition - seal.FromPosition))
                    .Select(offset => seal.FromPosition + offset)
                : standing!.Values.Select(other => other.Position).Distinct();
        foreach (var position in positions)
        {
            yield return (position, record.RecordedAt);
        }
    }

    /// <summary>From here on the order is not relied on.</summary>
    private void LookInto()
    {
        if (places is not null)
        {
            return;
        }

        (places, standing) = (new Dictionary<string, int>(StringComparer.Ordinal), []);
        isFound = new bool[seal.Count];
        for (var place = 0; place < seal.Count; place++)
        {
            isFound[place] = place < next;
            places[Convert.ToHexString(SealLeaves.HashAt(leaves, place))] = place;
        }
    }

    /// <summary>A leaf covers its record's number; that the same number stands beside it nothing else proves.</summary>
    private void RequireNumber(int place, StoredRecord record, Guid? eventId)
    {
        if (SealLeaves.SeqAt(leaves, place) != record.Sealed.Seq)
        {
            Add(
                FindingClass.Invalid,
                record.Sealed.Seq,
                eventId,
                "has another number beside its leaf, which was tampered with"
            );
        }
    }

    private void Add(FindingClass kind, long seq, Guid? eventId, string what) =>
        findings.Add(
            new Finding(kind, $"Record {seq} {what}.")
            {
                Seal = seal.Number,
                Seq = seq,
                EventId = eventId,
            }
        );
}
