using System.Text.Json;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Policies;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Policies;

/// <summary>Reads rules that somebody is writing: what is wrong with them, and how they differ from those that hold.</summary>
/// <param name="Text">The JSON of a policy file.</param>
[RequirePermission(StaffPermissions.PolicyRead)]
public sealed record CheckPolicy(string Text) : IRequest<PolicyCheck>;

/// <summary>What came of reading a draft.</summary>
/// <param name="HeldVersion">The version that it was held against.</param>
/// <param name="Rules">The rules; empty when there are problems.</param>
/// <param name="Problems">In words, with the rule's name where one is to blame.</param>
/// <param name="Difference">From what holds; null when there are problems.</param>
/// <param name="OnlyTightens">True when the draft allows nothing that is not allowed now: one person may put it in force.</param>
public sealed record PolicyCheck(
    int HeldVersion,
    IReadOnlyList<PolicyRule> Rules,
    IReadOnlyList<string> Problems,
    PolicyDifference? Difference,
    bool OnlyTightens
);

internal sealed class CheckPolicyValidator : AbstractValidator<CheckPolicy>
{
    public CheckPolicyValidator() =>
        RuleFor(request => request.Text)
            .NotEmpty()
            .WithMessage("Must not be empty.")
            .MaximumLength(PolicyText.Longest)
            .WithMessage($"Must be at most {PolicyText.Longest} characters.");
}

internal sealed class CheckPolicyHandler(IOversightStore store) : IRequestHandler<CheckPolicy, PolicyCheck>
{
    public async ValueTask<PolicyCheck> Handle(CheckPolicy request, CancellationToken cancellationToken)
    {
        var held = (await store.ReadAsync(cancellationToken)).Policy;
        try
        {
            var rules = PolicyText.Parse(request.Text);
            return DraftRules.ProblemsOf(rules) is { Count: > 0 } problems
                ? new PolicyCheck(held.Version, [], problems, null, OnlyTightens: false)
                : new PolicyCheck(
                    held.Version,
                    rules,
                    [],
                    PolicyDifference.Of(held.Rules, rules),
                    new Policy(held.Version + 1, rules).OnlyTightens(held)
                );
        }
        catch (JsonException problem)
        {
            return new PolicyCheck(held.Version, [], [PolicyText.ProblemOf(problem)], null, OnlyTightens: false);
        }
    }
}
