namespace FinancialMcp.Application.Audit.Verification;

/// <summary>A record's event id as its bytes tell it.</summary>
internal static class EventIds
{
    /// <summary>Null for bytes that tell none.</summary>
    internal static Guid? Of(StoredRecord record)
    {
        Span<Range> places = stackalloc Range[RecordFacts.MemberCount];
        return RecordFacts.TryRead(record.Sealed.Record, places, out var facts) ? facts.Id(Member.Id) : null;
    }
}
