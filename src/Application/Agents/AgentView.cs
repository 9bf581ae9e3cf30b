using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Agents;

namespace FinancialMcp.Application.Agents;

/// <summary>An agent as people see it.</summary>
/// <param name="Key">Names it in requests and stops.</param>
/// <param name="Issuer">Of its tokens.</param>
/// <param name="Party">Its name in them: the acting party, or the subject where nobody acts for it.</param>
/// <param name="Owner">The person who answers for it; without one it moves no money.</param>
/// <param name="Grant">none, read, role, or permissions separated by spaces.</param>
/// <param name="Status">Whether it may act.</param>
/// <param name="Proposed">What waits for a second person.</param>
/// <param name="Changed">What people decided about it last, or proposed; null: nothing yet.</param>
public sealed record AgentView(
    string Key,
    string Issuer,
    string Party,
    string? Owner,
    string Grant,
    AgentStatus Status,
    GrantProposalView? Proposed,
    AgentChange? Changed
)
{
    public static AgentView Of(Agent agent) =>
        new(
            agent.Id.Key,
            agent.Id.Issuer,
            agent.Id.Party,
            agent.Owner,
            agent.Grant.Text,
            agent.Status,
            agent.Proposed is { } proposed
                ? new GrantProposalView(proposed.Owner, proposed.Grant.Text, proposed.By, proposed.At)
                : null,
            agent.Changed
        );
}

/// <summary>A grant that waits for a second person.</summary>
public sealed record GrantProposalView(string? Owner, string Grant, string By, DateTimeOffset At);

/// <summary>Finds an agent by its key.</summary>
internal static class RequiredAgent
{
    /// <summary>
    /// The agent. Throws <see cref="AppException"/> VALIDATION_ERROR when there is none, or it is revoked: that is final.
    /// </summary>
    public static Agent RequireAgent(this OversightState state, string key) =>
        state.Agents.GetValueOrDefault(key) switch
        {
            null => throw new AppException([
                new Problem("agent_key", "There is no such agent. Read the list of agents again."),
            ]),
            { Status: AgentStatus.Revoked } => throw new AppException(
                ErrorCodes.ValidationError,
                "The agent is revoked, which is final. Give its work to an agent with another name."
            ),
            var agent => agent,
        };
}
