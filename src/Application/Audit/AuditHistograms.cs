namespace FinancialMcp.Application.Audit;

/// <summary>Spreads records over time, in spans of a width that people read.</summary>
internal static class AuditHistograms
{
    private const int MostSpans = 60;

    private static readonly TimeSpan[] Widths =
    [
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(15),
        TimeSpan.FromMinutes(1),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(15),
        TimeSpan.FromHours(1),
        TimeSpan.FromHours(6),
        TimeSpan.FromDays(1),
        TimeSpan.FromDays(7),
        TimeSpan.FromDays(28),
        TimeSpan.FromDays(364),
        TimeSpan.FromDays(3640),
        TimeSpan.FromDays(36_400),
    ];

    /// <summary>
    /// How the records of a tally are to be counted by time: over the filter's time where it has one, else over that of the
    /// records. Where there may be more than were counted it begins at the oldest that was: an empty span says that there are
    /// none. Null without records.
    /// </summary>
    public static AuditSpans? SpansOf(AuditFilter filter, AuditTally tally)
    {
        if (tally is not { Oldest: { } oldest, Newest: { } newest })
        {
            return null;
        }

        var from = tally.IsWhole && filter.From is { } given && given < oldest ? given : oldest;
        var to = filter.To is { } end && end > newest ? end : newest;
        var width = Widths.First(width => (to - from) / width <= MostSpans - 1);
        var last = Math.Max(newest.UtcTicks / width.Ticks, filter.To is null ? 0 : (to.UtcTicks - 1) / width.Ticks);
        return new AuditSpans(width, from.UtcTicks / width.Ticks, last);
    }

    /// <summary>The histogram of a tally that was counted by these spans.</summary>
    public static AuditHistogram Of(AuditSpans spans, AuditTally tally)
    {
        var (width, first, last) = spans;
        var counts = tally
            .Groups.GroupBy(group => group.From!.Value.UtcTicks / width.Ticks)
            .ToDictionary(
                span => span.Key,
                span =>
                    (IReadOnlyDictionary<AuditOutcome, int>)
                        span.GroupBy(group =>
                                AuditOutcomes.Of(group.Code, group.State, group.Decision, group.ErrorCode)
                            )
                            .ToDictionary(outcome => outcome.Key, outcome => outcome.Sum(group => group.Count))
            );
        return new AuditHistogram(
            width,
            [
                .. Enumerable
                    .Range(0, (int)(last - first) + 1)
                    .Select(at => new HistogramSpan(
                        new DateTimeOffset((first + at) * width.Ticks, TimeSpan.Zero),
                        counts.GetValueOrDefault(first + at) ?? new Dictionary<AuditOutcome, int>()
                    )),
            ]
        );
    }
}

/// <summary>Spans of time, one behind the other, each so many widths after the beginning of year 1.</summary>
internal sealed record AuditSpans(TimeSpan Width, long First, long Last);
