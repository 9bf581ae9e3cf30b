namespace FinancialMcp.Domain.Policies;

/// <summary>
/// Whether one policy allows nothing that another does not, which one person may decide. It says yes only where that is
/// certain: the same matches in the same order, each rule as strict or stricter, and beside them only rules that deny. So
/// every question is decided by the same rule as before, or denied. What is removed, reordered, matched or counted
/// otherwise may be stricter too, but that is for two people to judge.
/// </summary>
public static class Tightening
{
    /// <summary>True only when the rules allow nothing that <paramref name="held"/> does not.</summary>
    public static bool OnlyTightens(this Policy policy, Policy held)
    {
        var known = held.Rules.Select(rule => rule.Match).ToHashSet();
        var kept = policy.Rules.Where(rule => known.Contains(rule.Match)).ToList();
        return kept.Count == held.Rules.Count
            && policy.Rules.All(rule => !rule.Allow || known.Contains(rule.Match))
            && kept.Zip(held.Rules).All(pair => IsAsStrict(pair.First, pair.Second));
    }

    private static bool IsAsStrict(PolicyRule rule, PolicyRule held) =>
        rule.Match == held.Match
        && (
            !rule.Allow
            || (
                held.Allow
                && rule.Per == held.Per
                && IsAtMost(rule.MaxPerCall?.Hundredths, held.MaxPerCall?.Hundredths)
                && IsAtMost(rule.Day, held.Day)
                && IsAtMost(rule.Month, held.Month)
                && AsksAsMany(rule, held)
                && IsWithin(rule.Counterparties, held.Counterparties)
                && rule.TwinWindowSeconds >= held.TwinWindowSeconds
            )
        );

    private static bool IsAtMost(Allowance? allowance, Allowance? held) =>
        IsAtMost(allowance?.Amount?.Hundredths, held?.Amount?.Hundredths) && IsAtMost(allowance?.Count, held?.Count);

    /// <summary>Null is no limit at all.</summary>
    private static bool IsAtMost(long? limit, long? held) => held is null || limit <= held;

    /// <summary>The number of approvals changes only where a band begins: it is enough to compare there.</summary>
    private static bool AsksAsMany(PolicyRule rule, PolicyRule held) =>
        held.Approvals.Concat(rule.Approvals).All(band => NeededAt(rule, band.From) >= NeededAt(held, band.From));

    private static int NeededAt(PolicyRule rule, Amount amount) =>
        rule.Approvals.LastOrDefault(band => amount >= band.From)?.Needed ?? 0;

    private static bool IsWithin(IReadOnlyList<AccountId>? allowed, IReadOnlyList<AccountId>? held) =>
        held is null || (allowed is not null && allowed.All(held.Contains));
}
