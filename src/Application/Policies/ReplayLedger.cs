using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Policies;

/// <summary>What a set of rules would have said to one change.</summary>
/// <param name="Allowed">Also when people would have had to approve it.</param>
/// <param name="Why">What refuses it, in words; null when nothing does.</param>
/// <param name="Rule">The rule that decides; null when none speaks of it.</param>
/// <param name="Approvals">How many people would have had to approve it.</param>
public sealed record ReplayVerdict(bool Allowed, string? Why, string? Rule, int Approvals);

/// <summary>How often a rule decided.</summary>
/// <param name="Rule">Its name.</param>
/// <param name="Decided">How often it was the rule that decides.</param>
/// <param name="Denied">Of those: how often it, or a limit of it, refused.</param>
/// <param name="Held">Of those: how often people would have had to approve.</param>
public sealed record RuleCoverage(string Rule, int Decided, int Denied, int Held);

/// <summary>
/// Judges changes one after the other by one set of rules, and counts what it allows in the windows of their limits, from
/// nothing on.
/// </summary>
internal sealed class ReplayLedger(Policy policy)
{
    private readonly Dictionary<WindowKey, LimitWindow> windows = [];
    private readonly Dictionary<string, RuleCoverage> byRule = policy
        .Rules.Select(rule => new RuleCoverage(rule.Name, 0, 0, 0))
        .ToDictionary(coverage => coverage.Rule, StringComparer.Ordinal);

    /// <summary>Every rule in its order, also those that never decided.</summary>
    public IReadOnlyList<RuleCoverage> Coverage => [.. policy.Rules.Select(rule => byRule[rule.Name])];

    /// <summary>The verdict on a change.</summary>
    /// <param name="question">What is asked.</param>
    /// <param name="at">When it was asked.</param>
    /// <param name="counts">False for one that ended without moving anything: it left no trace in a window.</param>
    public ReplayVerdict Judge(PolicyQuestion question, DateTimeOffset at, bool counts)
    {
        var decision = policy.Decide(question, at);
        var why = WordsOf(decision.Denial) ?? Count(decision.Limits, question.Instruction.Sum?.Minor ?? 0, counts);
        if (decision.Rule is { } rule)
        {
            var before = byRule[rule.Name];
            byRule[rule.Name] = before with
            {
                Decided = before.Decided + 1,
                Denied = before.Denied + (why is null ? 0 : 1),
                Held = before.Held + (why is null && decision.ApprovalsNeeded > 0 ? 1 : 0),
            };
        }

        return new ReplayVerdict(why is null, why, decision.Rule?.Name, decision.ApprovalsNeeded);
    }

    private string? Count(IReadOnlyList<WindowLimit> limits, long amount, bool counts)
    {
        foreach (var limit in limits)
        {
            if (windows.GetValueOrDefault(limit.Key, LimitWindow.Empty).Refuses(limit, amount) is { } refusal)
            {
                var period = limit.Key.Period == LimitPeriod.Day ? "day" : "month";
                return refusal.IsByCount ? $"over the count of a {period}" : $"over the sum of a {period}";
            }
        }

        foreach (var limit in counts ? limits : [])
        {
            windows[limit.Key] = windows.GetValueOrDefault(limit.Key, LimitWindow.Empty).WithHold(amount);
        }

        return null;
    }

    private static string? WordsOf(PolicyDenial denial) =>
        denial switch
        {
            PolicyDenial.None => null,
            PolicyDenial.NoRule => "no rule speaks of it",
            PolicyDenial.MaxPerCall => "over the most per call",
            PolicyDenial.Counterparty => "not to this account",
            PolicyDenial.ToolOff => "the tool is off",
            _ => "denied by the rule",
        };
}
