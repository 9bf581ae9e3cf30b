using System.Text.Json;
using System.Text.Json.Serialization;
using FinancialMcp.Application;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Policies;
using FinancialMcp.Infrastructure.Persistence.Rows;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>People's decisions as statements, the same on both databases.</summary>
internal static class OversightStatements
{
    private const string Configuration = "configuration";

    /// <summary>What a later program wrote into a rule may be a limit: rules that are not known whole are not read.</summary>
    private static readonly JsonSerializerOptions Whole = new(WireJson.Options)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    internal static IReadOnlyList<SqlText> Of(OversightChange change) =>
        change switch
        {
            SaveAgent it => [Save(it)],
            SetStop { Stop: var stop } =>
            [
                new(
                    "insert into stop (id, scope, value, reason, set_by, set_at) values ($1, $2, $3, $4, $5, $6)",
                    stop.Id,
                    (short)stop.Scope,
                    Exact(stop.Value),
                    Exact(stop.Reason),
                    Exact(stop.By),
                    stop.At
                ),
            ],
            ProposeStopRelease it =>
            [
                new(
                    "update stop set release_proposed_by = $2, release_proposed_at = $3 where id = $1 and released_by is null",
                    it.Id,
                    Exact(it.By),
                    it.At
                ),
            ],
            ReleaseStop it =>
            [
                new(
                    "update stop set released_by = $2, released_at = $3 where id = $1 and released_by is null",
                    it.Id,
                    Exact(it.By),
                    it.At
                ),
            ],
            SavePolicyProposal { Proposal: var proposal } =>
            [
                new(
                    "update policy set state = 3, decided_by = $1, decided_at = $2 where state = 1",
                    Exact(proposal.By),
                    proposal.At
                ),
                new(
                    "insert into policy (version, rules, state, reason, proposed_by, proposed_at) "
                        + "values ($1, $2, 1, $3, $4, $5)",
                    proposal.Policy.Version,
                    TextOf(proposal.Policy.Rules),
                    Exact(proposal.Reason),
                    Exact(proposal.By),
                    proposal.At
                ),
            ],
            DecidePolicy it =>
            [
                new(
                    "update policy set state = $2, decided_by = $3, decided_at = $4 where version = $1 and state = 1",
                    it.Version,
                    it.IsApproved ? PolicyRow.Approved : PolicyRow.Rejected,
                    Exact(it.By),
                    it.At
                ),
            ],
            SaveApprover it => [Save(it)],
            _ => throw new InvalidOperationException($"No statement for {change.GetType().Name}."),
        };

    internal static SqlText Register(Agent agent, DateTimeOffset at) =>
        new(
            "insert into agent (key, issuer, party, owner, granted, status, updated_by, updated_at) "
                + "values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (key) do nothing",
            agent.Id.Key,
            Exact(agent.Id.Issuer),
            Exact(agent.Id.Party),
            Exact(agent.Owner),
            Exact(agent.Grant.Text),
            (short)agent.Status,
            Configuration,
            at
        );

    internal static SqlText FirstPolicy(IReadOnlyList<PolicyRule> rules, DateTimeOffset at) =>
        new(
            "insert into policy (version, rules, state, reason, proposed_by, proposed_at, decided_by, decided_at) "
                + "values (1, $1, 2, 'first policy', $2, $3, $2, $3)",
            TextOf(rules),
            Configuration,
            at
        );

    /// <summary>Rules as they are stored.</summary>
    internal static string TextOf(IReadOnlyList<PolicyRule> rules) =>
        StoredText.Exact(JsonSerializer.Serialize(rules, WireJson.Options));

    internal static IReadOnlyList<PolicyRule> RulesOf(string text) =>
        JsonSerializer.Deserialize<List<PolicyRule>>(text, Whole) ?? throw new JsonException("A policy without rules.");

    private static SqlText Save(SaveAgent it) =>
        new(
            "update agent set owner = $2, granted = $3, status = $4, proposed_owner = $5, proposed_grant = $6, "
                + "proposed_by = $7, proposed_at = $8, updated_by = $9, updated_at = $10, reason = $11 where key = $1",
            it.Agent.Id.Key,
            Exact(it.Agent.Owner),
            Exact(it.Agent.Grant.Text),
            (short)it.Agent.Status,
            Exact(it.Agent.Proposed?.Owner),
            Exact(it.Agent.Proposed?.Grant.Text),
            Exact(it.Agent.Proposed?.By),
            it.Agent.Proposed?.At,
            Exact(it.By),
            it.At,
            Exact(it.Reason)
        );

    private static SqlText Save(SaveApprover it) =>
        new(
            "insert into approver (person, subjects, proposed, proposed_by, updated_by, updated_at) "
                + "values ($1, $2, $3, $4, $5, $6) on conflict (person) do update set subjects = excluded.subjects, "
                + "proposed = excluded.proposed, proposed_by = excluded.proposed_by, updated_by = excluded.updated_by, "
                + "updated_at = excluded.updated_at",
            Exact(it.Entry.Approver.Person),
            StoredText.Exact(JsonSerializer.Serialize(it.Entry.Approver.Subjects, WireJson.Options)),
            it.Entry.Proposed is { } proposed
                ? StoredText.Exact(JsonSerializer.Serialize(proposed, WireJson.Options))
                : null,
            Exact(it.Entry.ProposedBy),
            Exact(it.By),
            it.At
        );

    private static string? Exact(string? text) => text is null ? null : StoredText.Exact(text);
}
