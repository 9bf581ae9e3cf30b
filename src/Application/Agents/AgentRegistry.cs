using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;

namespace FinancialMcp.Application.Agents;

/// <summary>What an agent is granted when it calls for the first time (AGENT_DEFAULT_GRANT), and who answers for it then.</summary>
/// <param name="Grant">None, read, or, in development, whatever its role allows.</param>
/// <param name="Owner">The development user; null elsewhere: an owner is named by people.</param>
public sealed record AgentDefaults(Grant Grant, string? Owner)
{
    public static AgentDefaults Closed { get; } = new(Grant.None, null);
}

/// <summary>Knows every agent that ever called.</summary>
public sealed class AgentRegistry(
    IOversightStore store,
    OversightWatch watch,
    AgentDefaults defaults,
    TimeProvider time
)
{
    /// <summary>
    /// The agent behind a principal, registered with the default grant when it calls for the first time. Throws
    /// <see cref="StoreUnavailableException"/> when it can be neither read nor registered.
    /// </summary>
    public async ValueTask<Agent> OfAsync(Principal principal, CancellationToken cancellationToken)
    {
        var id = AgentId.Of(principal);
        await watch.FreshenAsync(cancellationToken);

        return watch.Find(id) ?? await RegisterAsync(id, principal, cancellationToken);
    }

    private async Task<Agent> RegisterAsync(AgentId id, Principal principal, CancellationToken cancellationToken)
    {
        var agent = await store.FindAgentAsync(id, cancellationToken);
        if (agent is null)
        {
            var now = time.GetUtcNow();
            await store.RegisterAsync(
                new Agent(id, defaults.Owner, defaults.Grant, AgentStatus.Active, null),
                now,
                new AuditEvent
                {
                    Id = Guid.CreateVersion7(now),
                    Code = AuditCode.AgentRegistered,
                    RequestId = $"agent-{id.Key[..16]}",
                    Principal = principal,
                    Decision = AuditRecords.None,
                    Reason = $"grant {defaults.Grant}",
                }
            );
            agent =
                await store.FindAgentAsync(id, cancellationToken)
                ?? throw new StoreUnavailableException("An agent was registered and cannot be read.");
        }

        watch.Remember(agent);
        return agent;
    }
}
