using System.Globalization;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Audit.Keeping;

namespace FinancialMcp.Admin.Trail;

/// <summary>Months of records and how long they are kept, as people say it.</summary>
internal static class RetentionWords
{
    public static string ClassOf(Retention retention) =>
        retention == Retention.Money ? "Money, decisions and the trail" : "Reads and what came to nothing";

    public static int MonthsOf(KeptMonth month) =>
        (month.DueAt.Year - month.Month.Year) * 12 + month.DueAt.Month - month.Month.Month - 1;

    public static string MonthText(DateTimeOffset month) => month.ToString("yyyy-MM", CultureInfo.InvariantCulture);

    public static string DayText(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static bool IsOverAt(this KeptMonth month, DateTimeOffset now) => month.DueAt <= now;
}
