using System.Globalization;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>Texts that end a line, a string, a page or a terminal's good behaviour where nobody stops them.</summary>
internal static class HostileTexts
{
    /// <summary>The word that every one of them carries.</summary>
    public const string Mark = "forged";

    public static IReadOnlyList<string> All { get; } =
    [
        "x\r\n{\"level\":\"CRITICAL\",\"event\":\"forged\",\"message\":\"forged\"}",
        "x\n00:00:00.000 CRITICAL forged",
        "x\rforged\b\b\v\f",
        "\",\"event\":\"forged\",\"x\":\"",
        "\u001b[2K\u001b[31mforged\u001b]0;forged\u0007",
        "\u009b31mforged\u0085\u007f",
        "\u202edegrof\u202c\u2066forged\u2069\u200b\ufeff",
        "x\u2028forged\u2029",
        "</script><script>alert('forged')</script>",
        "=cmd|'/c forged'!A1",
        "forged\0forged",
        "\ud800forged\udc00",
        "{0} {Tool} {@Request} %s ${jndi:ldap://forged}",
        "\U000e0001\U000e0066forged\ue000",
        "'; drop table audit_event; -- forged",
        string.Concat(Enumerable.Repeat("forged\r\n", 8 * 1024)),
    ];

    /// <summary>As the inside of a JSON string, every character by its number: also those that cannot stand alone.</summary>
    public static string InJson(string text) =>
        string.Concat(
            text.Select(one =>
                char.IsAsciiLetterOrDigit(one)
                    ? one.ToString()
                    : string.Create(CultureInfo.InvariantCulture, $"\\u{(int)one:x4}")
            )
        );

    /// <summary>As a header can carry it at all: without what ends the line, and at most a few kilobytes.</summary>
    public static string InHeader(string text) =>
        new([.. text.Where(one => one is not ('\r' or '\n' or '\0') && !char.IsSurrogate(one)).Take(4 * 1024)]);
}
