namespace FinancialMcp.Domain.Limits;

/// <summary>How long a window lasts, in UTC. The numbers are stored: never reuse or reorder them.</summary>
public enum LimitPeriod
{
    Day = 1,
    Month = 2,
}

/// <summary>Where windows begin and end.</summary>
public static class LimitPeriods
{
    /// <summary>The first day of the window that holds the moment.</summary>
    public static DateOnly StartOf(this LimitPeriod period, DateTimeOffset at)
    {
        var day = DateOnly.FromDateTime(at.UtcDateTime);
        return period == LimitPeriod.Day ? day : new DateOnly(day.Year, day.Month, 1);
    }

    /// <summary>When the next window begins, and what was used counts no more.</summary>
    public static DateTimeOffset ResetOf(this LimitPeriod period, DateOnly start)
    {
        var next = period == LimitPeriod.Day ? start.AddDays(1) : start.AddMonths(1);
        return new DateTimeOffset(next.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
    }
}
