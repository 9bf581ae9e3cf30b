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
    /// Over the filter's time where it has one, else over that of the records. Where there may be more than were counted
    /// it begins at the oldest that was: an empty span says that there are none.
    /// </summary>
    public static AuditHistogram Of(AuditFilter filter, AuditSample sample)
    {
        var marks = sample.Marks;
        if (marks.Count == 0)
        {
            return new AuditHistogram(TimeSpan.Zero, []);
        }

        var (newest, oldest) = (marks[0].RecordedAt, marks[^1].RecordedAt);
        var from = sample.IsWhole && filter.From is { } given && given < oldest ? given : oldest;
        var to = filter.To is { } end && end > newest ? end : newest;
        var width = Widths.First(width => (to - from) / width <= MostSpans - 1);
        var first = from.UtcTicks / width.Ticks;
        var last = Math.Max(newest.UtcTicks / width.Ticks, filter.To is null ? 0 : (to.UtcTicks - 1) / width.Ticks);
        var counts = marks
            .GroupBy(mark => mark.RecordedAt.UtcTicks / width.Ticks)
            .ToDictionary(
                span => span.Key,
                span =>
                    (IReadOnlyDictionary<AuditOutcome, int>)
                        span.CountBy(mark => AuditOutcomes.Of(mark.Code, mark.State, mark.Decision)).ToDictionary()
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
