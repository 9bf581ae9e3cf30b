using System.Globalization;

namespace FinancialMcp.Admin.Layout;

/// <summary>How times, spans and names are written on every page. Times are UTC.</summary>
public static class Words
{
    /// <summary>Where there is nothing to show.</summary>
    public const string None = "–";

    public static string Of(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture);

    public static string Of(DateTimeOffset? time) => time is { } value ? Of(value) : None;

    /// <summary>A span as people say it: "3 d 4 h", "12 min 5 s", "4.2 ms".</summary>
    public static string Of(TimeSpan span)
    {
        var culture = CultureInfo.InvariantCulture;
        return span == TimeSpan.Zero ? "0 s"
            : span.TotalSeconds < 1 ? string.Create(culture, $"{span.TotalMilliseconds:0.0} ms")
            : span.TotalMinutes < 1 ? string.Create(culture, $"{span.TotalSeconds:0.#} s")
            : span.TotalHours < 1 ? string.Create(culture, $"{span.Minutes} min {span.Seconds} s")
            : span.TotalDays < 1 ? string.Create(culture, $"{span.Hours} h {span.Minutes} min")
            : string.Create(culture, $"{(int)span.TotalDays} d {span.Hours} h");
    }

    public static string Of(TimeSpan? span) => span is { } value ? Of(value) : None;

    public static string Of(string? text) => string.IsNullOrEmpty(text) ? None : text;

    public static string Of(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    /// <summary>A version with as much of its commit as tells it from others.</summary>
    public static string Version(string version)
    {
        const int Told = 8;
        var commit = version.IndexOf('+', StringComparison.Ordinal);
        return commit < 0 || version.Length - commit <= Told ? version : version[..(commit + Told + 1)];
    }

    /// <summary>A name of the wire, as words: "half_open" is "half open".</summary>
    public static string Plain(string name) => name.Replace('_', ' ');
}
