using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Agents;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Agents;

/// <summary>Stops an agent for now, at once and by one person. What waited for it to be granted is dropped; reinstating it takes two.</summary>
[RequirePermission(StaffPermissions.AgentsSuspend)]
public sealed record SuspendAgent(string AgentKey, string Reason) : IRequest<AgentView>;

internal sealed class SuspendAgentValidator : AbstractValidator<SuspendAgent>
{
    public SuspendAgentValidator() => RuleFor(request => request.Reason).Reason();
}

internal sealed class SuspendAgentHandler(OversightChanges changes, CallContext context, TimeProvider time)
    : IRequestHandler<SuspendAgent, AgentView>
{
    public async ValueTask<AgentView> Handle(SuspendAgent request, CancellationToken cancellationToken)
    {
        var after = await changes.MakeAsync(
            AuditCode.AgentStatusChanged,
            request.Reason,
            state =>
            {
                var agent = state.RequireAgent(request.AgentKey);

                if (agent.Status == AgentStatus.Suspended)
                {
                    throw new AppException(
                        ErrorCodes.ValidationError,
                        "The agent is suspended already: nothing has to be done."
                    );
                }

                return new SaveAgent(
                    agent with
                    {
                        Status = AgentStatus.Suspended,
                        Proposed = null,
                    },
                    context.Person,
                    time.GetUtcNow(),
                    request.Reason
                );
            },
            cancellationToken
        );
        return AgentView.Of(after.Agents[request.AgentKey]);
    }
}
