namespace FinancialMcp.Domain.Policies;

/// <summary>What makes a set of rules no policy, in words for whoever wrote it.</summary>
public static class PolicyProblems
{
    private const int MostRules = 500;
    private const int MostApprovers = 5;
    private const int LongestTwinWindow = 86_400;
    private const int LongestName = 100;

    /// <summary>Everything wrong; empty when the rules can be used.</summary>
    public static IReadOnlyList<string> Of(IReadOnlyList<PolicyRule> rules)
    {
        var problems = new List<string>();
        if (rules.Count is 0 or > MostRules)
        {
            problems.Add($"A policy has 1 to {MostRules} rules.");
        }

        foreach (
            var twice in rules.GroupBy(rule => rule.Name, StringComparer.Ordinal).Where(group => group.Count() > 1)
        )
        {
            problems.Add($"Two rules are named '{twice.Key}'.");
        }

        foreach (var twice in rules.GroupBy(rule => rule.Match).Where(group => group.Count() > 1))
        {
            problems.Add($"The rules {string.Join(" and ", twice.Select(rule => $"'{rule.Name}'"))} match the same.");
        }

        foreach (var rule in rules)
        {
            problems.AddRange(Of(rule).Select(problem => $"Rule '{rule.Name}': {problem}"));
        }

        return problems;
    }

    private static IEnumerable<string> Of(PolicyRule rule)
    {
        if (rule.Name.Length is 0 or > LongestName)
        {
            yield return $"the name has 1 to {LongestName} characters.";
        }

        if (rule.TwinWindowSeconds is < 0 or > LongestTwinWindow)
        {
            yield return $"twin_window_seconds is 0 to {LongestTwinWindow}.";
        }

        if (rule.Day?.Count < 0 || rule.Month?.Count < 0)
        {
            yield return "a count is not negative.";
        }

        if (rule.Approvals.Any(band => band.Needed is < 1 or > MostApprovers))
        {
            yield return $"a band needs 1 to {MostApprovers} approvals.";
        }

        for (var at = 1; at < rule.Approvals.Count; at++)
        {
            if (rule.Approvals[at].From <= rule.Approvals[at - 1].From)
            {
                yield return "the bands of approvals rise.";
                yield break;
            }
        }
    }
}
