using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Agents;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Agents;

/// <summary>
/// Proposes to reinstate a suspended agent with the grant and owner it has. It widens what the agent may do, so it is a
/// proposal like any grant: it stays suspended until a second person approves it.
/// </summary>
[RequirePermission(StaffPermissions.AgentsPropose)]
public sealed record ReinstateAgent(string AgentKey, string Reason) : IRequest<AgentView>;

internal sealed class ReinstateAgentValidator : AbstractValidator<ReinstateAgent>
{
    public ReinstateAgentValidator() => RuleFor(request => request.Reason).Reason();
}

internal sealed class ReinstateAgentHandler(OversightChanges changes, CallContext context, TimeProvider time)
    : IRequestHandler<ReinstateAgent, AgentView>
{
    public async ValueTask<AgentView> Handle(ReinstateAgent request, CancellationToken cancellationToken)
    {
        var after = await changes.MakeAsync(
            AuditCode.AgentGrantProposed,
            request.Reason,
            state =>
            {
                var agent = state.RequireAgent(request.AgentKey);
                if (agent.Status != AgentStatus.Suspended)
                {
                    throw new AppException(
                        ErrorCodes.ValidationError,
                        "The agent is not suspended: nothing has to be done."
                    );
                }

                if (agent.Proposed is { } waiting)
                {
                    throw new AppException(
                        ErrorCodes.ValidationError,
                        $"{waiting.By} has proposed it already: an administrator has to approve it."
                    );
                }

                var now = time.GetUtcNow();
                return new SaveAgent(
                    agent with
                    {
                        Proposed = new GrantProposal(agent.Owner, agent.Grant, context.Person, now),
                    },
                    context.Person,
                    now,
                    request.Reason
                );
            },
            cancellationToken
        );
        return AgentView.Of(after.Agents[request.AgentKey]);
    }
}
