using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Oversight;

/// <summary>One change to what people have decided.</summary>
public abstract record OversightChange;

/// <summary>An agent's owner, grant, status or proposal.</summary>
public sealed record SaveAgent(Agent Agent, string By, DateTimeOffset At, string Reason) : OversightChange;

/// <summary>A new stop.</summary>
public sealed record SetStop(Stop Stop) : OversightChange;

/// <summary>Somebody proposes to release a stop.</summary>
public sealed record ProposeStopRelease(Guid Id, string By, DateTimeOffset At) : OversightChange;

/// <summary>A second person releases it.</summary>
public sealed record ReleaseStop(Guid Id, string By, DateTimeOffset At) : OversightChange;

/// <summary>Rules that wait for a second person, in place of those that waited before.</summary>
public sealed record SavePolicyProposal(PolicyProposal Proposal) : OversightChange;

/// <summary>The rules that waited hold from now on, or are turned down.</summary>
public sealed record DecidePolicy(int Version, bool IsApproved, string By, DateTimeOffset At) : OversightChange;

/// <summary>An approver's subjects, or a proposal to change them.</summary>
public sealed record SaveApprover(ApproverEntry Entry, string By, DateTimeOffset At) : OversightChange;

/// <summary>
/// Where people's decisions are kept. Every method commits before it returns and throws
/// <see cref="StoreUnavailableException"/> when it cannot.
/// </summary>
public interface IOversightStore
{
    /// <summary>The current version number alone: cheap, to be asked often.</summary>
    Task<long> VersionAsync(CancellationToken cancellationToken);

    /// <summary>Everything, as of one version.</summary>
    Task<OversightState> ReadAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Makes the change and its record in one commit and raises the version. False when the version is not the given one
    /// any more: nothing was written, and the decision has to be made again.
    /// </summary>
    Task<bool> ChangeAsync(long version, OversightChange change, AuditEvent record);

    /// <summary>Adds an agent that nobody knew, with its record, unless it is known by now. Does not raise the version.</summary>
    Task RegisterAsync(Agent agent, DateTimeOffset at, AuditEvent record);

    /// <summary>One agent; null when it is not known.</summary>
    Task<Agent?> FindAgentAsync(AgentId id, CancellationToken cancellationToken);

    /// <summary>Puts the rules in force as version 1 where there is no policy yet, with their record.</summary>
    Task EnsurePolicyAsync(IReadOnlyList<PolicyRule> rules, DateTimeOffset at, AuditEvent record);

    /// <summary>Every version that a policy ever had, newest first: at most so many, older than the given one.</summary>
    Task<IReadOnlyList<PolicyVersion>> PolicyVersionsAsync(
        int? olderThan,
        int limit,
        CancellationToken cancellationToken
    );

    /// <summary>The rules of a version, whatever became of it; null when there is none.</summary>
    Task<Policy?> FindPolicyAsync(int version, CancellationToken cancellationToken);
}
