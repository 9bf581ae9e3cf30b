using System.Globalization;
using FinancialMcp.Admin.Layout;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Admin.Pages.Policies;

/// <summary>A rule of the policy as people say it.</summary>
internal static class RuleWords
{
    /// <summary>What it applies to, most telling first.</summary>
    public static IReadOnlyList<string> AppliesTo(PolicyMatch match)
    {
        var parts = new (string Words, string? Value)[]
        {
            ("tool", match.Tool),
            ("agent", match.Agent),
            ("role", match.Role),
            ("account", match.Account?.ToString()),
            ("to account", match.Counterparty?.ToString()),
            ("in", match.Currency?.ToString()),
        }
            .Where(part => part.Value is not null)
            .Select(part => $"{part.Words} {part.Value}")
            .ToList();
        return parts.Count > 0 ? parts : ["everything"];
    }

    public static string MaxPerCall(PolicyRule rule) => rule.MaxPerCall is { } most ? Of(most) : "not limited";

    /// <summary>Its windows, and what is counted together in them.</summary>
    public static IReadOnlyList<string> Limits(PolicyRule rule)
    {
        List<string> lines = [.. Window("day", rule.Day), .. Window("month", rule.Month)];
        return lines.Count > 0 ? [.. lines, CountedPer(rule.Per)] : ["not limited"];
    }

    public static IReadOnlyList<string> Approvals(PolicyRule rule) =>
        rule.Approvals.Count > 0
            ? [.. rule.Approvals.Select(band => $"{People(band.Needed)} from {Of(band.From)}")]
            : ["nobody"];

    /// <summary>What else it says; nothing where it says no more than any rule.</summary>
    public static IReadOnlyList<string> Besides(PolicyRule rule)
    {
        var lines = new List<string>();
        if (rule.Counterparties is { } allowed)
        {
            lines.Add(
                allowed.Count == 0 ? "transfers to no account" : $"transfers only to {string.Join(", ", allowed)}"
            );
        }

        lines.Add(
            rule.TwinWindowSeconds == 0
                ? "repetitions are not looked for"
                : $"a repetition within {Words.Of(TimeSpan.FromSeconds(rule.TwinWindowSeconds))} is asked about"
        );
        return lines;
    }

    public static string People(int needed) => needed == 1 ? "1 person" : $"{needed} people";

    public static string Of(Amount amount) => (amount.Hundredths / 100m).ToString("N2", CultureInfo.InvariantCulture);

    private static IEnumerable<string> Window(string period, Allowance? allowance)
    {
        if (allowance?.Amount is { } amount)
        {
            yield return $"{Of(amount)} a {period}";
        }

        if (allowance?.Count is { } count)
        {
            yield return count == 1 ? $"1 operation a {period}" : $"{Words.Of(count)} operations a {period}";
        }
    }

    private static string CountedPer(CountedPer per) =>
        per switch
        {
            Domain.Policies.CountedPer.Agent => "for each agent",
            Domain.Policies.CountedPer.Account => "for each account",
            Domain.Policies.CountedPer.Everyone => "for all together",
            _ => "for each principal",
        };
}
