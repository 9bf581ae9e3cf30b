using System.Globalization;

namespace FinancialMcp.Domain.Policies;

/// <summary>What became of a rule from one set of rules to another.</summary>
public enum RuleChange
{
    Same,
    Changed,
    Added,
    Removed,
}

/// <summary>A member of a rule that is another in the other set; null: it is left out there.</summary>
/// <param name="Field">As the policy file names it, with a dot before a part.</param>
/// <param name="Before">Its value, as text.</param>
/// <param name="After">Its value, as text.</param>
public sealed record FieldDifference(string Field, string? Before, string? After);

/// <summary>One rule in both sets, or in one of them.</summary>
/// <param name="Change">What became of it.</param>
/// <param name="Before">Null for one that is added.</param>
/// <param name="After">Null for one that is removed.</param>
/// <param name="Fields">What differs; of one that is added or removed, all that it says.</param>
public sealed record RuleDifference(
    RuleChange Change,
    PolicyRule? Before,
    PolicyRule? After,
    IReadOnlyList<FieldDifference> Fields
)
{
    public string Name => (After ?? Before)!.Name;
}

/// <summary>
/// How one set of rules differs from another. A rule is the same one when it matches the same, whatever it is called by
/// then; failing that, when it has the same name.
/// </summary>
/// <param name="Rules">In the order of the new set, with those that are gone at the end.</param>
/// <param name="IsReordered">True when rules that both have stand in another order, which decides between equally specific ones.</param>
public sealed record PolicyDifference(IReadOnlyList<RuleDifference> Rules, bool IsReordered)
{
    private static readonly PolicyRule Nothing = new() { Name = "" };

    public bool IsNone => !IsReordered && Rules.All(rule => rule.Change == RuleChange.Same);

    public static PolicyDifference Of(IReadOnlyList<PolicyRule> before, IReadOnlyList<PolicyRule> after)
    {
        var left = before.ToList();
        var pairs = after.Select(rule => (Before: Take(left, it => it.Match == rule.Match), After: rule)).ToList();
        for (var at = 0; at < pairs.Count; at++)
        {
            var (found, rule) = pairs[at];
            pairs[at] = (found ?? Take(left, it => string.Equals(it.Name, rule.Name, StringComparison.Ordinal)), rule);
        }

        var kept = pairs.Select(pair => pair.Before).OfType<PolicyRule>().ToList();
        return new PolicyDifference(
            [.. pairs.Select(pair => Of(pair.Before, pair.After)), .. left.Select(rule => Of(rule, null))],
            !kept.SequenceEqual(before.Where(kept.Contains))
        );
    }

    private static PolicyRule? Take(List<PolicyRule> rules, Predicate<PolicyRule> fits)
    {
        var at = rules.FindIndex(fits);
        if (at < 0)
        {
            return null;
        }

        var found = rules[at];
        rules.RemoveAt(at);
        return found;
    }

    private static RuleDifference Of(PolicyRule? before, PolicyRule? after)
    {
        var fields = Members(before ?? Nothing)
            .Zip(Members(after ?? Nothing))
            .Where(pair => !string.Equals(pair.First.Value, pair.Second.Value, StringComparison.Ordinal))
            .Select(pair => new FieldDifference(
                pair.First.Field,
                before is null ? null : pair.First.Value,
                after is null ? null : pair.Second.Value
            ))
            .ToList();
        var change =
            before is null ? RuleChange.Added
            : after is null ? RuleChange.Removed
            : fields.Count == 0 ? RuleChange.Same
            : RuleChange.Changed;
        return new RuleDifference(change, before, after, fields);
    }

    /// <summary>Every member as text, always the same ones in the same order.</summary>
    private static (string Field, string? Value)[] Members(PolicyRule rule) =>
        [
            ("name", rule.Name),
            ("match.role", rule.Match.Role),
            ("match.agent", rule.Match.Agent),
            ("match.tool", rule.Match.Tool),
            ("match.account", rule.Match.Account?.ToString()),
            ("match.counterparty", rule.Match.Counterparty?.ToString()),
            ("match.currency", rule.Match.Currency?.ToString()),
            ("allow", rule.Allow ? "true" : "false"),
            ("max_per_call", rule.MaxPerCall?.ToString()),
            ("per", rule.Per.ToString().ToUpperInvariant()),
            ("day.amount", rule.Day?.Amount?.ToString()),
            ("day.count", Text(rule.Day?.Count)),
            ("month.amount", rule.Month?.Amount?.ToString()),
            ("month.count", Text(rule.Month?.Count)),
            ("approvals", Bands(rule.Approvals)),
            ("counterparties", rule.Counterparties is { } allowed ? string.Join(", ", allowed) : null),
            ("twin_window_seconds", Text(rule.TwinWindowSeconds)),
        ];

    private static string? Bands(IReadOnlyList<ApprovalBand> bands) =>
        bands.Count == 0
            ? null
            : string.Join(
                ", ",
                bands.Select(band => string.Create(CultureInfo.InvariantCulture, $"{band.Needed} from {band.From}"))
            );

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}
