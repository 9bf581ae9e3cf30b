namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>How SQLite, which has neither times nor ids, holds them.</summary>
internal static class SqliteValues
{
    /// <summary>Whole microseconds since 1970, UTC.</summary>
    internal static long Microseconds(DateTimeOffset time) =>
        (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;

    internal static DateTimeOffset Time(long microseconds) =>
        DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);

    /// <summary>The value as SQLite stores it: ids as lower-case text, times as numbers, null as NULL.</summary>
    internal static object Of(object? value) =>
        value switch
        {
            null => DBNull.Value,
            DateTimeOffset time => Microseconds(time),
            Guid id => id.ToString("D"),
            _ => value,
        };
}
