namespace FinancialMcp.Application.Audit.Verification;

/// <summary>
/// What dropped months explain: records that are absent from seals of their time, as many as were dropped and no more.
/// Leaves tell a record's number only, so which month it was of is told by when its seal was made.
/// </summary>
internal sealed class DroppedRecords(IReadOnlyList<DroppedMonth> months, FindingList findings)
{
    /// <summary>Clocks of processes and of the database differ, and a seal comes after its records.</summary>
    private const long Slack = 600_000_000;

    private (long Seal, long Seq)? first;

    /// <summary>How many absent records a dropped month may explain.</summary>
    internal long Absent { get; private set; }

    private long Dropped => months.Sum(month => month.Records);

    /// <summary>True when a record of the class and time may have been dropped.</summary>
    internal bool Held(Retention retention, long at) =>
        months.Any(month => month.Retention == retention && at >= month.From - Slack && at < month.To + Slack);

    /// <summary>True when a dropped month may explain the absence of a record from a seal made between these times.</summary>
    internal bool MayExplain(long after, long until) =>
        months.Any(month => until >= month.From - Slack && after < month.To + Slack);

    /// <summary>Takes note of an absent record that may have been dropped.</summary>
    internal void Take(long seal, long seq)
    {
        Absent++;
        first ??= (seal, seq);
    }

    /// <summary>Reports what is absent beyond what was dropped, and drops that no record tells of.</summary>
    /// <param name="asOf">The moment the trail is looked at.</param>
    /// <param name="recorded">How many records of drops the trail has.</param>
    internal void End(long asOf, long recorded)
    {
        var unrecorded =
            months.Count(month => asOf - month.DroppedAt > TrailVerifier.Patience && !IsRecordDropped(month))
            - recorded;
        if (unrecorded > 0)
        {
            findings.Add(
                new Finding(
                    FindingClass.Missing,
                    $"{months.Count} months are marked as dropped, and {unrecorded} of these drops have no record."
                ),
                unrecorded
            );
        }

        if (Absent > Dropped)
        {
            findings.Add(
                new Finding(
                    FindingClass.Missing,
                    $"Of the time of the dropped months {Absent} records are absent, but the drops removed {Dropped}. "
                        + $"Which ones were not dropped cannot be said; the first that is absent is {first!.Value.Seq}."
                )
                {
                    Seal = first.Value.Seal,
                    Seq = first.Value.Seq,
                },
                Absent - Dropped
            );
        }
    }

    /// <summary>A drop's own record comes right after it, and may have been dropped itself years later.</summary>
    private bool IsRecordDropped(DroppedMonth month) =>
        months.Any(later =>
            later.Retention == Retention.Money
            && later.DroppedAt >= later.To
            && later.DroppedAt > month.DroppedAt
            && month.DroppedAt >= later.From
            && month.DroppedAt < later.To
        );
}
