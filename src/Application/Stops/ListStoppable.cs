using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Agents;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Stops;

/// <summary>What can be stopped by name. An account is stopped by its number.</summary>
[RequirePermission(StaffPermissions.StopsRead)]
public sealed record ListStoppable : IRequest<Stoppable>;

/// <param name="Tools">Every tool that agents have.</param>
/// <param name="Agents">By name, at most a thousand; revoked ones are stopped already.</param>
public sealed record Stoppable(IReadOnlyList<string> Tools, IReadOnlyList<StoppableAgent> Agents);

/// <summary>An agent: a stop names its key, people know its party.</summary>
public sealed record StoppableAgent(string Key, string Party, string Issuer);

internal sealed class ListStoppableValidator : AbstractValidator<ListStoppable>;

internal sealed class ListStoppableHandler(IOversightStore store) : IRequestHandler<ListStoppable, Stoppable>
{
    private const int MostAgents = 1000;

    public async ValueTask<Stoppable> Handle(ListStoppable request, CancellationToken cancellationToken)
    {
        var state = await store.ReadAsync(cancellationToken);
        return new Stoppable(
            ToolRequests.All,
            [
                .. state
                    .Agents.Values.Where(agent => agent.Status != AgentStatus.Revoked)
                    .OrderBy(agent => agent.Id.Party, StringComparer.Ordinal)
                    .ThenBy(agent => agent.Id.Issuer, StringComparer.Ordinal)
                    .Take(MostAgents)
                    .Select(agent => new StoppableAgent(agent.Id.Key, agent.Id.Party, agent.Id.Issuer)),
            ]
        );
    }
}
