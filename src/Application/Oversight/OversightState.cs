using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Oversight;

/// <summary>
/// What people have decided about agents and money, as of one version: every change to any of it raises the version, and
/// an operation is claimed or dispatched only under the version it was judged by.
/// </summary>
public sealed record OversightState
{
    public required long Version { get; init; }
    public required Policy Policy { get; init; }

    /// <summary>A policy that waits for a second person.</summary>
    public PolicyProposal? ProposedPolicy { get; init; }

    /// <summary>The newest version that a policy ever had, also one that was turned down; numbers are not used again.</summary>
    public int LastPolicyVersion { get; init; }

    /// <summary>By their keys.</summary>
    public IReadOnlyDictionary<string, Agent> Agents { get; init; } = new Dictionary<string, Agent>();

    /// <summary>Those in force.</summary>
    public IReadOnlyList<Stop> Stops { get; init; } = [];

    /// <summary>By their person.</summary>
    public IReadOnlyDictionary<string, ApproverEntry> Approvers { get; init; } =
        new Dictionary<string, ApproverEntry>();

    public Agent? AgentOf(AgentId id) => Agents.GetValueOrDefault(id.Key);

    /// <summary>The stop that covers a change, or null. Without an instruction, stops of accounts are not looked at.</summary>
    public Stop? StopOf(string tool, AgentId agent, BankInstruction? instruction) =>
        Stops.FirstOrDefault(stop => stop.Covers(tool, agent.Key, instruction));

    /// <summary>Whether a stop names the tool itself.</summary>
    public bool IsOff(string tool) =>
        Stops.Any(stop => stop.Scope == StopScope.Tool && string.Equals(stop.Value, tool, StringComparison.Ordinal));
}

/// <summary>A set of rules that somebody proposed and somebody else has to approve.</summary>
public sealed record PolicyProposal(Policy Policy, string Reason, string By, DateTimeOffset At);

/// <summary>An approver's subjects, and a change to them that waits for a second administrator.</summary>
public sealed record ApproverEntry(Approver Approver, IReadOnlyList<ApproverSubject>? Proposed, string? ProposedBy);
