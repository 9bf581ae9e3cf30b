namespace FinancialMcp.Application.Transactions;

/// <summary>Divides a period of whole days for its trend: by day while that stays readable, else by calendar month.</summary>
internal static class TrendDays
{
    public const int LongestByDay = 31;

    /// <summary>The parts, oldest first, without gap or overlap, each with its first and last day.</summary>
    public static IReadOnlyList<(DateOnly First, DateOnly Last)> Of(DateOnly first, DateOnly last)
    {
        var byDay = last.DayNumber - first.DayNumber < LongestByDay;
        var parts = new List<(DateOnly First, DateOnly Last)>();
        for (var start = first; start <= last; start = parts[^1].Last.AddDays(1))
        {
            var end = byDay ? start : EndOfMonth(start);
            parts.Add((start, end < last ? end : last));
        }

        return parts;
    }

    private static DateOnly EndOfMonth(DateOnly day) =>
        new(day.Year, day.Month, DateTime.DaysInMonth(day.Year, day.Month));
}
