using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Agents;

/// <summary>Every agent that ever called, by name, and how many there are.</summary>
[RequirePermission(StaffPermissions.AgentsRead)]
public sealed record ListAgents : IRequest<AgentList>;

/// <summary>At most a thousand agents, and how many there are.</summary>
public sealed record AgentList(IReadOnlyList<AgentView> Agents, int Total);

internal sealed class ListAgentsValidator : AbstractValidator<ListAgents>;

internal sealed class ListAgentsHandler(IOversightStore store) : IRequestHandler<ListAgents, AgentList>
{
    private const int MostShown = 1000;

    /// <summary>From the store, not from memory: an agent that another replica has just met is in there only.</summary>
    public async ValueTask<AgentList> Handle(ListAgents request, CancellationToken cancellationToken)
    {
        var agents = (await store.ReadAsync(cancellationToken)).Agents;
        return new AgentList(
            [
                .. agents
                    .Values.OrderBy(agent => agent.Id.Party, StringComparer.Ordinal)
                    .ThenBy(agent => agent.Id.Issuer, StringComparer.Ordinal)
                    .Take(MostShown)
                    .Select(AgentView.Of),
            ],
            agents.Count
        );
    }
}
