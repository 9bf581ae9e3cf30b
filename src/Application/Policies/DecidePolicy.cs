using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Policies;

/// <summary>
/// A second person's decision about the rules that wait: they hold from then on, or are turned down. It names exactly the
/// rules that were shown.
/// </summary>
[RequirePermission(StaffPermissions.PolicyApprove)]
[RequirePresence]
public sealed record DecidePolicy(int Version, string Digest, bool Approves, string Reason) : IRequest<PolicyView>;

internal sealed class DecidePolicyValidator : AbstractValidator<DecidePolicy>
{
    public DecidePolicyValidator()
    {
        RuleFor(request => request.Digest).NotEmpty().WithMessage("Must be the digest of the rules as shown.");
        RuleFor(request => request.Reason).Reason();
    }
}

internal sealed class DecidePolicyHandler(OversightChanges changes, CallContext context, TimeProvider time)
    : IRequestHandler<DecidePolicy, PolicyView>
{
    public async ValueTask<PolicyView> Handle(DecidePolicy request, CancellationToken cancellationToken) =>
        PolicyView.Of(
            await changes.MakeAsync(
                request.Approves ? AuditCode.PolicyActivated : AuditCode.PolicyRejected,
                request.Reason,
                state => Decide(state, request),
                cancellationToken
            )
        );

    private Oversight.DecidePolicy Decide(OversightState state, DecidePolicy request)
    {
        if (state.ProposedPolicy is not { } proposal)
        {
            throw new AppException(ErrorCodes.ValidationError, "No rules wait for a decision. Read the policy again.");
        }

        SecondPerson.MustNotBe(proposal.By, context.Person, "decide about it");
        return
            proposal.Policy.Version == request.Version
            && string.Equals(PolicyView.DigestOf(proposal.Policy), request.Digest, StringComparison.Ordinal)
            ? new Oversight.DecidePolicy(request.Version, request.Approves, context.Person, time.GetUtcNow())
            : throw new AppException(
                ErrorCodes.ValidationError,
                "Other rules are proposed than those you were shown. Read the policy again."
            );
    }
}
