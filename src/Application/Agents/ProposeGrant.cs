using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Staff;
using FinancialMcp.Domain.Agents;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Agents;

/// <summary>
/// Proposes what an active agent may do at most, and who answers for it, in place of what was proposed before. A second
/// person has to approve it; a grant that only narrows, under the same owner, holds at once.
/// </summary>
/// <param name="AgentKey">As the list of agents shows it.</param>
/// <param name="Grant">none, read, role, or permissions separated by spaces.</param>
/// <param name="Owner">The person who answers for it; null leaves the owner it has.</param>
/// <param name="Reason">Why.</param>
[RequirePermission(StaffPermissions.AgentsPropose)]
public sealed record ProposeGrant(string AgentKey, string Grant, string? Owner, string Reason) : IRequest<AgentView>;

internal sealed class ProposeGrantValidator : AbstractValidator<ProposeGrant>
{
    public ProposeGrantValidator()
    {
        RuleFor(request => request.Grant).GrantText();
        RuleFor(request => request.Owner).StaffName().When(request => request.Owner is not null);
        RuleFor(request => request.Reason).Reason();
    }
}

internal sealed class ProposeGrantHandler(OversightChanges changes, CallContext context, TimeProvider time)
    : IRequestHandler<ProposeGrant, AgentView>
{
    public async ValueTask<AgentView> Handle(ProposeGrant request, CancellationToken cancellationToken)
    {
        var after = await changes.MakeAsync(request.Reason, state => Decide(state, request), cancellationToken);
        return AgentView.Of(after.Agents[request.AgentKey]);
    }

    private (AuditCode Code, OversightChange Change) Decide(OversightState state, ProposeGrant request)
    {
        var agent = state.RequireAgent(request.AgentKey);
        if (agent.Status == AgentStatus.Suspended)
        {
            throw new AppException(
                ErrorCodes.ValidationError,
                "The agent is suspended. Propose to reinstate it first; its grant can be changed after that."
            );
        }

        var grant = GrantRules.Read(request.Grant);
        var owner = StaffNames.Read(request.Owner) ?? agent.Owner;
        var now = time.GetUtcNow();
        var isNarrower =
            string.Equals(owner, agent.Owner, StringComparison.Ordinal) && GrantRules.OnlyNarrows(agent.Grant, grant);
        var saved = isNarrower
            ? agent with
            {
                Grant = grant,
                Proposed = null,
            }
            : agent with
            {
                Proposed = new GrantProposal(owner, grant, context.Person, now),
            };
        return (
            isNarrower ? AuditCode.AgentGranted : AuditCode.AgentGrantProposed,
            new SaveAgent(saved, context.Person, now, request.Reason)
        );
    }
}
