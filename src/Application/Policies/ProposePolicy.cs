using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Policies;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Policies;

/// <summary>
/// Proposes the whole set of rules, in place of what was proposed before. A second person has to approve it; rules that
/// only tighten those that hold do so at once.
/// </summary>
[RequirePermission(StaffPermissions.PolicyPropose)]
public sealed record ProposePolicy(IReadOnlyList<PolicyRule> Rules, string Reason) : IRequest<PolicyView>;

internal sealed class ProposePolicyValidator : AbstractValidator<ProposePolicy>
{
    public ProposePolicyValidator()
    {
        RuleFor(request => request.Reason).Reason();
        RuleFor(request => request.Rules).NotNull().WithMessage("Must be a list of rules.").RulesOfAPolicy();
    }
}

internal sealed class ProposePolicyHandler(OversightChanges changes, CallContext context, TimeProvider time)
    : IRequestHandler<ProposePolicy, PolicyView>
{
    public async ValueTask<PolicyView> Handle(ProposePolicy request, CancellationToken cancellationToken)
    {
        PolicyProposal? proposal = null;
        var after = await changes.MakeAsync(
            AuditCode.PolicyProposed,
            request.Reason,
            state =>
            {
                var policy = new Policy(state.LastPolicyVersion + 1, request.Rules);
                proposal = new PolicyProposal(policy, request.Reason, context.Person, time.GetUtcNow());
                return new SavePolicyProposal(proposal);
            },
            cancellationToken
        );
        return proposal!.Policy.OnlyTightens(after.Policy)
            ? await ActivateAsync(proposal, cancellationToken)
            : PolicyView.Of(after);
    }

    /// <summary>
    /// One person may tighten. Judged once more against what holds in the same commit: if others have decided meanwhile,
    /// it waits for a second person like any other.
    /// </summary>
    private async Task<PolicyView> ActivateAsync(PolicyProposal proposal, CancellationToken cancellationToken)
    {
        var after = await changes.MakeAsync(
            AuditCode.PolicyActivated,
            $"version {proposal.Policy.Version} only tightens: {proposal.Reason}",
            state =>
            {
                var isStillWaiting =
                    state.ProposedPolicy is { } waiting
                    && PolicyView.DigestOf(waiting.Policy) == PolicyView.DigestOf(proposal.Policy);
                return isStillWaiting && proposal.Policy.OnlyTightens(state.Policy)
                    ? new Oversight.DecidePolicy(
                        proposal.Policy.Version,
                        IsApproved: true,
                        context.Person,
                        time.GetUtcNow()
                    )
                    : throw new AppException(
                        ErrorCodes.ValidationError,
                        "The policy was changed meanwhile, so these rules do not hold yet. Read the policy again."
                    );
            },
            cancellationToken
        );
        return PolicyView.Of(after);
    }
}
