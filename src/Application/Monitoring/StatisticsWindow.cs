using System.Text.Json.Serialization;

namespace FinancialMcp.Application.Monitoring;

/// <summary>How far back figures reach: so many minutes, the one that is running included.</summary>
public enum StatisticsWindow
{
    [JsonStringEnumMemberName("5m")]
    FiveMinutes,

    [JsonStringEnumMemberName("15m")]
    QuarterHour,

    [JsonStringEnumMemberName("1h")]
    Hour,

    [JsonStringEnumMemberName("24h")]
    Day,
}

/// <summary>What a window is in minutes.</summary>
internal static class StatisticsWindows
{
    public const StatisticsWindow Default = StatisticsWindow.QuarterHour;

    public static int Minutes(this StatisticsWindow window) =>
        window switch
        {
            StatisticsWindow.FiveMinutes => 5,
            StatisticsWindow.QuarterHour => 15,
            StatisticsWindow.Hour => 60,
            _ => 24 * 60,
        };
}
