namespace FinancialMcp.Infrastructure.Tests.Audit;

/// <summary>Texts that break what does not expect them.</summary>
internal static class HostileTexts
{
    public static IReadOnlyList<string> All { get; } =
    [
        "=HYPERLINK(\"http://evil.test\",\"x\")",
        "+1+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "   =1",
        "\u00a0=1",
        "\u200b=1",
        "＝1",
        "＋1",
        "－1",
        "＠x",
        " \u3000＝1",
        "\u202e=1",
        "\u2212 1",
        "a,b;c\td",
        "quote\"quote\"\"",
        "line\r\nline\nline\rline\u2028line\u2029line\u0085line",
        "</script><script>alert(1)</script>",
        "half \ud83c a pair",
        "\udfe0other half",
        "NUL \0 inside",
        "bell \u0007 escape \u001b[31m",
        "rtl \u202e override \u2066 isolate",
        "🏠 ✓ ＡＢＣ",
        "\\u003d",
        "'=1",
        "\"=1",
        new string('x', 64 * 1024),
        new string('=', 64 * 1024),
    ];
}
