using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Agents;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Agents;

/// <summary>
/// A second person's approval of a grant, which it repeats: one that was changed meanwhile is not approved by accident.
/// The grant and the owner hold from then on; a suspended agent is reinstated with them.
/// </summary>
[RequirePermission(StaffPermissions.AgentsApprove)]
[RequirePresence]
public sealed record ApproveGrant(string AgentKey, string Grant, string? Owner, string Reason) : IRequest<AgentView>;

internal sealed class ApproveGrantValidator : AbstractValidator<ApproveGrant>
{
    public ApproveGrantValidator()
    {
        RuleFor(request => request.Grant).GrantText();
        RuleFor(request => request.Owner).PersonName().When(request => request.Owner is not null);
        RuleFor(request => request.Reason).Reason();
    }
}

internal sealed class ApproveGrantHandler(OversightChanges changes, CallContext context, TimeProvider time)
    : IRequestHandler<ApproveGrant, AgentView>
{
    public async ValueTask<AgentView> Handle(ApproveGrant request, CancellationToken cancellationToken)
    {
        var after = await changes.MakeAsync(
            AuditCode.AgentGranted,
            request.Reason,
            state => Decide(state, request),
            cancellationToken
        );
        return AgentView.Of(after.Agents[request.AgentKey]);
    }

    private SaveAgent Decide(OversightState state, ApproveGrant request)
    {
        var agent = state.RequireAgent(request.AgentKey);
        if (agent.Proposed is not { } proposal)
        {
            throw new AppException(
                ErrorCodes.ValidationError,
                "No grant waits for approval. Read the list of agents again."
            );
        }

        var by = context.Person;
        SecondPerson.MustNotBe(proposal.By, by, "approve it");
        if (
            string.Equals(by, agent.Owner?.Trim(), StringComparison.OrdinalIgnoreCase)
            || string.Equals(by, proposal.Owner?.Trim(), StringComparison.OrdinalIgnoreCase)
        )
        {
            throw new AppException(
                ErrorCodes.AuthorizationError,
                "You answer for this agent, or would: another administrator has to approve its grant."
            );
        }

        return
            proposal.Grant == GrantRules.Read(request.Grant)
            && string.Equals(proposal.Owner, request.Owner, StringComparison.Ordinal)
            ? new SaveAgent(
                new Agent(agent.Id, proposal.Owner, proposal.Grant, AgentStatus.Active, Proposed: null),
                by,
                time.GetUtcNow(),
                request.Reason
            )
            : throw new AppException(
                ErrorCodes.ValidationError,
                "Another grant is proposed than the one you were shown. Read the list of agents again."
            );
    }
}
