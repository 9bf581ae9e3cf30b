using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Agents;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Agents;

/// <summary>Stops an agent for good, at once and by one person. Nobody can undo it.</summary>
[RequirePermission(StaffPermissions.AgentsSuspend)]
public sealed record RevokeAgent(string AgentKey, string Reason) : IRequest<AgentView>;

internal sealed class RevokeAgentValidator : AbstractValidator<RevokeAgent>
{
    public RevokeAgentValidator() => RuleFor(request => request.Reason).Reason();
}

internal sealed class RevokeAgentHandler(OversightChanges changes, CallContext context, TimeProvider time)
    : IRequestHandler<RevokeAgent, AgentView>
{
    public async ValueTask<AgentView> Handle(RevokeAgent request, CancellationToken cancellationToken)
    {
        var after = await changes.MakeAsync(
            AuditCode.AgentStatusChanged,
            request.Reason,
            state =>
            {
                var agent = state.RequireAgent(request.AgentKey);

                return new SaveAgent(
                    agent with
                    {
                        Status = AgentStatus.Revoked,
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
