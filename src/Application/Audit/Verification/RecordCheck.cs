using FinancialMcp.Domain.Audit;

namespace FinancialMcp.Application.Audit.Verification;

/// <summary>What a record is judged by on its own: canonical bytes, its MAC, the columns beside it, its operation.</summary>
internal sealed class RecordCheck(MacKeys macs, OperationBook? operations, FindingList findings)
{
    /// <summary>The names of keys are the database's: however many it invents, only some are remembered.</summary>
    private const int MostKeys = 20;

    private readonly ColumnCheck columns = new();
    private readonly SortedDictionary<string, long> withoutKey = new(StringComparer.Ordinal);

    internal long Count { get; private set; }

    /// <summary>How many records tell of a month that was dropped.</summary>
    internal long Drops { get; private set; }

    /// <summary>How many MACs were not checked, by the key that was not given.</summary>
    internal IReadOnlyDictionary<string, long> WithoutKey => withoutKey;

    /// <summary>The record's event id; null when its bytes tell none.</summary>
    /// <param name="stored">The record.</param>
    /// <param name="seal">The seal that covers its position; null when none does.</param>
    internal Guid? Check(StoredRecord stored, long? seal)
    {
        Count++;
        var record = stored.Sealed;
        Span<Range> places = stackalloc Range[RecordFacts.MemberCount];
        var isCanonical = RecordFacts.TryRead(record.Record, places, out var facts);
        var eventId = isCanonical ? facts.Id(Member.Id) : null;
        CheckMac(record, seal, eventId);
        if (!isCanonical)
        {
            Add(FindingClass.Invalid, record, seal, null, "is not in the canonical form of a record");
            return null;
        }

        if (stored.Columns is { } beside && columns.Differences(facts, beside) is { } wrong)
        {
            var names = string.Join(", ", wrong);
            Add(FindingClass.ColumnMismatch, record, seal, eventId, $"says something else in its columns: {names}");
        }

        Drops += facts.Number(Member.Code) == (long)AuditCode.RecordsDropped ? 1 : 0;
        operations?.Take(record.Seq, facts);
        return eventId;
    }

    private void CheckMac(SealedRecord record, long? seal, Guid? eventId)
    {
        switch (macs.IsAuthentic(record))
        {
            case false:
                Add(FindingClass.MacMismatch, record, seal, eventId, $"has a MAC that {record.MacKeyId} did not make");
                break;
            case null:
                var key =
                    withoutKey.Count < MostKeys || withoutKey.ContainsKey(record.MacKeyId)
                        ? record.MacKeyId
                        : "other keys";
                withoutKey[key] = withoutKey.GetValueOrDefault(key) + 1;
                break;
        }
    }

    private void Add(FindingClass kind, SealedRecord record, long? seal, Guid? eventId, string what) =>
        findings.Add(
            new Finding(kind, $"Record {record.Seq} {what}.")
            {
                Seal = seal,
                Seq = record.Seq,
                EventId = eventId,
            }
        );
}
