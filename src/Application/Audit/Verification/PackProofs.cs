using System.Text;
using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>Walks along a pack's seals and records side by side and follows each record's path to its seal's root.</summary>
internal sealed class PackProofs(
    SealChain chain,
    RecordCheck records,
    SealNotes notes,
    PackFormat.ManifestFile manifest,
    FindingList findings
)
{
    private IAsyncEnumerator<byte[]> seals = null!;
    private Seal? seal;
    private readonly HashSet<long> present = [];
    private long before;
    private int nextIndex;
    private (long Seal, long? Seq)? absent;

    /// <summary>Records that waited for their seal when the pack was made.</summary>
    internal long Waiting { get; private set; }

    internal async Task WalkAsync(
        IAsyncEnumerable<byte[]> sealLines,
        IAsyncEnumerable<byte[]> recordLines,
        CancellationToken cancellationToken
    )
    {
        await using var reading = sealLines.GetAsyncEnumerator(cancellationToken);
        seals = reading;
        await AdvanceAsync();
        await foreach (var line in recordLines)
        {
            if (PackFormat.Parse<PackFormat.Record>(line) is { } read && read.Sealed() is { } record)
            {
                await TakeAsync(read, record);
            }
            else
            {
                findings.Add(new Finding(FindingClass.Invalid, "A line of the records cannot be read."));
            }
        }

        while (seal is not null)
        {
            await AdvanceAsync();
        }
    }

    /// <summary>Holds what was there against how much the manifest says there is.</summary>
    internal void CheckCounts()
    {
        Check("records", manifest.Records, records.Count, manifest.IsWhole ? absent : null);
        Check("seals", manifest.Seals, chain.Count, null);

        void Check(string what, long named, long found, (long Seal, long? Seq)? where)
        {
            if (found != named)
            {
                var firstAbsent = where is { } place ? $" The first that is absent is of seal {place.Seal}." : "";
                findings.Add(
                    new Finding(
                        found < named ? FindingClass.Missing : FindingClass.Invalid,
                        $"The manifest names {named} {what}, and {found} are there.{firstAbsent}"
                    )
                    {
                        Seal = where?.Seal,
                        Seq = where?.Seq,
                    },
                    Math.Abs(named - found)
                );
            }
        }
    }

    private async Task TakeAsync(PackFormat.Record read, SealedRecord record)
    {
        while (seal is not null && read.Seal is { } wanted && seal.Number < wanted)
        {
            await AdvanceAsync();
        }

        var eventId = records.Check(new StoredRecord(record, null), read.Seal);
        if (read.Seal is null)
        {
            TakeUnsealed(record, eventId);
            return;
        }

        if (seal is null || seal.Number != read.Seal)
        {
            var isPast = read.Seal <= before;
            Add(
                isPast ? FindingClass.Reordered : FindingClass.Missing,
                read,
                eventId,
                isPast ? "stands behind records of later seals" : "names a seal that is not there"
            );
            return;
        }

        CheckPlace(read, eventId);
        if (!IsProved(read, record, seal))
        {
            Add(
                FindingClass.Invalid,
                read,
                eventId,
                "is not what was sealed: its path does not lead to the seal's root"
            );
        }
    }

    private static bool IsProved(PackFormat.Record read, SealedRecord record, Seal seal) =>
        record.Epoch == seal.Epoch
        && record.Position >= seal.FromPosition
        && record.Position < seal.ToPosition
        && MerkleTree.RootFrom(record.LeafHash(), read.Index ?? -1, seal.Count, read.Path) is { } root
        && root.AsSpan().SequenceEqual(seal.Root);

    private void CheckPlace(PackFormat.Record read, Guid? eventId)
    {
        var index = read.Index ?? -1;
        present.Add(read.Seq);
        if (index >= nextIndex)
        {
            nextIndex = index + 1;
        }
        else if (index == nextIndex - 1)
        {
            Add(FindingClass.Forked, read, eventId, "is there twice");
        }
        else
        {
            Add(FindingClass.Reordered, read, eventId, "stands behind records that come after it");
        }
    }

    /// <summary>
    /// Notes the first record of the seal that is not in the pack. Its number is known where the seal's numbers have no gap.
    /// </summary>
    private void NoteAbsent(Seal ended)
    {
        if (absent is null && present.Count < ended.Count)
        {
            var isDense = ended.LastSeq - ended.FirstSeq == ended.Count - 1;
            var seq = ended.FirstSeq;
            while (isDense && present.Contains(seq!.Value))
            {
                seq++;
            }

            absent = (ended.Number, isDense ? seq : null);
        }

        present.Clear();
    }

    private void TakeUnsealed(SealedRecord record, Guid? eventId)
    {
        if (manifest.MadeAt - record.RecordedAt <= TrailVerifier.Patience)
        {
            Waiting++;
            return;
        }

        findings.Add(
            new Finding(
                FindingClass.UnsealedOld,
                $"Record {record.Seq} had no seal, although it was older than sixty seconds when the pack was made."
            )
            {
                Seq = record.Seq,
                EventId = eventId,
            }
        );
    }

    private async Task AdvanceAsync()
    {
        if (seal is not null)
        {
            NoteAbsent(seal);
            before = seal.Number;
        }

        (seal, nextIndex) = (null, 0);
        while (await seals.MoveNextAsync())
        {
            if (Seal.Parse(Encoding.UTF8.GetString(seals.Current)) is not { } read)
            {
                findings.Add(new Finding(FindingClass.Invalid, "A line of the seals cannot be read."));
                continue;
            }

            await notes.MeetAsync(read);
            chain.Accept(read, leaves: null);
            seal = read;
            return;
        }
    }

    private void Add(FindingClass kind, PackFormat.Record record, Guid? eventId, string what) =>
        findings.Add(
            new Finding(kind, $"Record {record.Seq} {what}.")
            {
                Seal = record.Seal,
                Seq = record.Seq,
                EventId = eventId,
            }
        );
}
