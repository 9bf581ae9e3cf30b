namespace FinancialMcp.Application.Audit.Keeping;

/// <summary>For how many months after its own a month of records is kept, by its class.</summary>
public sealed record RetentionPeriods(int Money, int Other)
{
    /// <summary>Seven years for what is about money, thirteen months for the rest.</summary>
    public static RetentionPeriods Default { get; } = new(84, 13);

    /// <summary>From when on a month may be removed.</summary>
    public DateTimeOffset DueAt(Retention retention, DateTimeOffset month) =>
        month.AddMonths(1 + (retention == Retention.Money ? Money : Other));

    /// <summary>The first moment of the month that a time lies in, UTC.</summary>
    public static DateTimeOffset MonthOf(DateTimeOffset time) =>
        new(time.UtcDateTime.Year, time.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero);
}
