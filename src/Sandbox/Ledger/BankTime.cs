using System.Globalization;

namespace FinancialMcp.Sandbox.Ledger;

/// <summary>
/// The bank's times: microseconds since 1970 in the ledger, a local date-time without a zone on the wire. The bank's
/// zone is UTC.
/// </summary>
internal static class BankTime
{
    private static readonly string[] LocalFormats =
    [
        "yyyy-MM-dd'T'HH:mm",
        "yyyy-MM-dd'T'HH:mm:ss",
        "yyyy-MM-dd'T'HH:mm:ss.FFFFFFF",
    ];

    public static long Micros(DateTimeOffset time) => (time.UtcTicks - DateTime.UnixEpoch.Ticks) / 10;

    public static DateTime ToDateTime(long micros) => DateTime.UnixEpoch.AddTicks(micros * 10);

    public static string Local(long micros) =>
        ToDateTime(micros).ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff", CultureInfo.InvariantCulture);

    public static string Date(long micros) => ToDateTime(micros).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Reads an ISO local date-time; a zone, an offset or a bare date is refused, as the services do.</summary>
    public static bool TryParseLocal(string text, out long micros)
    {
        micros = 0;
        if (
            !DateTime.TryParseExact(
                text,
                LocalFormats,
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var parsed
            )
        )
        {
            return false;
        }
        micros = (parsed.Ticks - DateTime.UnixEpoch.Ticks) / 10;
        return true;
    }

    public static long StartOfDay(DateTimeOffset now) =>
        Micros(new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero));

    public static long StartOfMonth(DateTimeOffset now) =>
        Micros(new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero));
}
