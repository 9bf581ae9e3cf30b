using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>People's decisions in memory under the store's promises: a change and its record together, and only on the version it was decided by.</summary>
internal sealed class MemoryOversight(MemoryTrail trail) : IOversightStore
{
    private readonly Lock gate = new();
    private readonly SortedList<int, (PolicyVersion Version, Policy Policy)> policies = [];
    private OversightState state = new()
    {
        Version = 1,
        Policy = new Policy(1, Generous),
        LastPolicyVersion = 1,
    };

    /// <summary>Allows everything: for the tests that are about something else.</summary>
    public static IReadOnlyList<PolicyRule> Generous { get; } =
    [new PolicyRule { Name = "generous", TwinWindowSeconds = 0 }];

    /// <summary>Makes every reading and writing fail.</summary>
    public bool IsAway { get; set; }

    /// <summary>Runs once before the next change is looked at: where somebody else may decide first.</summary>
    public Action? BeforeChange { get; set; }

    public int WholeReadings { get; private set; }

    /// <summary>How often the version was asked for.</summary>
    public int Questions { get; private set; }

    /// <summary>What the next answers wait for; null: nothing.</summary>
    public Task? Hold { get; set; }

    public OversightState State
    {
        get
        {
            lock (gate)
            {
                return state;
            }
        }
    }

    /// <summary>Decides something without anybody's request.</summary>
    public void Set(Func<OversightState, OversightState> change)
    {
        lock (gate)
        {
            var changed = change(state);
            state = changed with
            {
                Version = state.Version + 1,
                LastPolicyVersion = Math.Max(changed.LastPolicyVersion, changed.Policy.Version),
            };
            Keep(state.Policy, PolicyVersionState.Approved, "set", "somebody", default, "somebody else");
        }
    }

    public async Task<long> VersionAsync(CancellationToken cancellationToken)
    {
        Questions++;
        await (Hold ?? Task.CompletedTask);
        return Answering().Version;
    }

    public Task<OversightState> ReadAsync(CancellationToken cancellationToken)
    {
        WholeReadings++;
        return Task.FromResult(Answering());
    }

    public Task<bool> ChangeAsync(long version, OversightChange change, AuditEvent record)
    {
        var before = BeforeChange;
        BeforeChange = null;
        before?.Invoke();
        lock (gate)
        {
            if (Answering().Version != version)
            {
                return Task.FromResult(false);
            }

            var next = After(change) with { Version = version + 1 };
            trail.Commit(record);
            KeepPolicy(change);
            state = next;
            return Task.FromResult(true);
        }
    }

    public Task RegisterAsync(Agent agent, DateTimeOffset at, AuditEvent record)
    {
        lock (gate)
        {
            if (Answering().AgentOf(agent.Id) is null)
            {
                trail.Commit(record);
                state = With(agent);
            }
        }

        return Task.CompletedTask;
    }

    public Task<Agent?> FindAgentAsync(AgentId id, CancellationToken cancellationToken) =>
        Task.FromResult(Answering().AgentOf(id));

    public Task EnsurePolicyAsync(IReadOnlyList<PolicyRule> rules, DateTimeOffset at, AuditEvent record) =>
        throw new NotSupportedException("There is always a policy here.");

    public Task<IReadOnlyList<PolicyVersion>> PolicyVersionsAsync(
        int? olderThan,
        int limit,
        CancellationToken cancellationToken
    )
    {
        Answering();
        return Task.FromResult<IReadOnlyList<PolicyVersion>>([
            .. policies
                .Values.Select(entry => entry.Version)
                .Where(version => version.Version < (olderThan ?? int.MaxValue))
                .Reverse()
                .Take(limit),
        ]);
    }

    public Task<Policy?> FindPolicyAsync(int version, CancellationToken cancellationToken)
    {
        Answering();
        return Task.FromResult(policies.TryGetValue(version, out var entry) ? entry.Policy : null);
    }

    private void Keep(
        Policy policy,
        PolicyVersionState standing,
        string reason,
        string by,
        DateTimeOffset at,
        string? decidedBy
    ) =>
        policies[policy.Version] = (
            new PolicyVersion(
                policy.Version,
                standing,
                reason,
                by,
                at,
                decidedBy,
                decidedBy is null ? null : at,
                policies
                    .Values.Where(entry =>
                        entry.Version.State == PolicyVersionState.Approved && entry.Policy.Version < policy.Version
                    )
                    .Select(entry => (int?)entry.Policy.Version)
                    .LastOrDefault()
            ),
            policy
        );

    private void KeepPolicy(OversightChange change)
    {
        var waiting = state.ProposedPolicy;
        switch (change)
        {
            case SavePolicyProposal { Proposal: var it }:
                if (waiting is not null)
                {
                    Keep(waiting.Policy, PolicyVersionState.Rejected, waiting.Reason, waiting.By, waiting.At, it.By);
                }

                Keep(it.Policy, PolicyVersionState.Proposed, it.Reason, it.By, it.At, null);
                break;
            case DecidePolicy it when waiting?.Policy.Version == it.Version:
                var standing = it.IsApproved ? PolicyVersionState.Approved : PolicyVersionState.Rejected;
                Keep(waiting.Policy, standing, waiting.Reason, waiting.By, waiting.At, it.By);
                break;
        }
    }

    private OversightState Answering() =>
        IsAway ? throw new StoreUnavailableException("The database does not answer.") : State;

    private OversightState With(Agent agent) =>
        state with
        {
            Agents = new Dictionary<string, Agent>(state.Agents) { [agent.Id.Key] = agent },
        };

    private OversightState After(OversightChange change) =>
        change switch
        {
            SaveAgent it => With(it.Agent with { Changed = new AgentChange(it.By, it.At, it.Reason) }),
            SetStop { Stop: var stop } => state with { Stops = [.. state.Stops, stop] },
            ProposeStopRelease release => state with
            {
                Stops =
                [
                    .. state.Stops.Select(stop =>
                        stop.Id == release.Id ? stop with { ReleaseProposedBy = release.By } : stop
                    ),
                ],
            },
            ReleaseStop release => state with { Stops = [.. state.Stops.Where(stop => stop.Id != release.Id)] },
            SavePolicyProposal { Proposal: var proposal } => state with
            {
                ProposedPolicy = proposal,
                LastPolicyVersion = proposal.Policy.Version,
            },
            DecidePolicy decision when state.ProposedPolicy?.Policy.Version == decision.Version => state with
            {
                Policy = decision.IsApproved ? state.ProposedPolicy.Policy : state.Policy,
                ProposedPolicy = null,
            },
            SaveApprover { Entry: var entry } => state with
            {
                Approvers = new Dictionary<string, ApproverEntry>(state.Approvers) { [entry.Approver.Person] = entry },
            },
            _ => throw new InvalidOperationException($"Not a change that can be made here: {change}."),
        };
}
