using FinancialMcp.Domain.Policies;
using FluentValidation;

namespace FinancialMcp.Application.Policies;

/// <summary>What rules that somebody wrote must be, before anything is done with them.</summary>
internal static class DraftRules
{
    /// <summary>Everything wrong with them, in words; empty when they can be used.</summary>
    public static IReadOnlyList<string> ProblemsOf(IReadOnlyList<PolicyRule> rules) =>
        [
            .. PolicyProblems.Of(rules),
            .. rules
                .Where(rule => !UntrustedText.IsClean(rule.Name))
                .Select(_ => "A name has no control, direction or invisible characters."),
        ];

    /// <summary>Names every problem; rules that are left out have none here.</summary>
    public static IRuleBuilderOptionsConditions<T, IReadOnlyList<PolicyRule>?> RulesOfAPolicy<T>(
        this IRuleBuilder<T, IReadOnlyList<PolicyRule>?> rule
    ) =>
        rule.Custom(
            (rules, validation) =>
            {
                foreach (var problem in rules is null ? [] : ProblemsOf(rules))
                {
                    validation.AddFailure(problem);
                }
            }
        );
}
