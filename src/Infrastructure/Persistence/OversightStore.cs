using System.Text.Json;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Policies;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Persistence.Rows;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Persistence;

internal sealed class OversightStore(Database database, GroupCommitWriter writer, AuditRows records) : IOversightStore
{
    private const int MostReadings = 10;

    public Task<long> VersionAsync(CancellationToken cancellationToken) =>
        database.ReadAsync(
            "select version from oversight where id = 1",
            [],
            async rows =>
                await rows.NextAsync()
                    ? rows.Long(0)
                    : throw new StoreUnavailableException("The version of people's decisions is missing."),
            database.StartDeadline(),
            cancellationToken
        );

    /// <summary>Several statements, each with its own view: read again until the version did not move meanwhile.</summary>
    public async Task<OversightState> ReadAsync(CancellationToken cancellationToken)
    {
        for (var reading = 0; reading < MostReadings; reading++)
        {
            var version = await VersionAsync(cancellationToken);
            var state = await ReadOnceAsync(version, cancellationToken);
            if (await VersionAsync(cancellationToken) == version)
            {
                return state;
            }
        }

        throw new StoreUnavailableException("People's decisions change faster than they can be read.");
    }

    public Task<bool> ChangeAsync(long version, OversightChange change, AuditEvent record) =>
        CommitAsync(new OversightWrite(version, OversightStatements.Of(change), records.Of(record)));

    public Task RegisterAsync(Agent agent, DateTimeOffset at, AuditEvent record) =>
        CommitAsync(new OversightWrite(null, [OversightStatements.Register(agent, at)], records.Of(record)));

    public async Task<Agent?> FindAgentAsync(AgentId id, CancellationToken cancellationToken)
    {
        var read = await database.ManyAsync(AgentText + " where key = $1", [id.Key], ReadAgent, cancellationToken);
        return read.Count > 0 ? read[0] : null;
    }

    public async Task EnsurePolicyAsync(IReadOnlyList<PolicyRule> rules, DateTimeOffset at, AuditEvent record)
    {
        for (var reading = 0; reading < MostReadings; reading++)
        {
            // The version first: whoever writes a policy after it was read has raised it by then. So has whoever decided
            // something else, and then it is looked at again.
            var version = await VersionAsync(CancellationToken.None);
            var existing = await database.ManyAsync(
                "select version from policy limit 1",
                [],
                row => row.Number(0),
                CancellationToken.None
            );
            if (
                existing.Count > 0
                || await CommitAsync(
                    new OversightWrite(version, [OversightStatements.FirstPolicy(rules, at)], records.Of(record))
                )
            )
            {
                return;
            }
        }

        throw new StoreUnavailableException("People's decisions change faster than the first policy can be written.");
    }

    public Task<IReadOnlyList<PolicyVersion>> PolicyVersionsAsync(
        int? olderThan,
        int limit,
        CancellationToken cancellationToken
    ) =>
        database.ManyAsync(
            "select version, state, reason, proposed_by, proposed_at, decided_by, decided_at, "
                + "(select max(held.version) from policy held where held.state = 2 and held.version < policy.version) "
                + "from policy where version < $1 order by version desc limit $2",
            [olderThan ?? int.MaxValue, limit],
            row => new PolicyVersion(
                row.Number(0),
                (PolicyVersionState)row.Small(1),
                row.Text(2),
                row.Text(3),
                row.Time(4),
                row.TextOrNull(5),
                row.TimeOrNull(6),
                row.NumberOrNull(7)
            ),
            cancellationToken
        );

    public async Task<Policy?> FindPolicyAsync(int version, CancellationToken cancellationToken) =>
        await database.ManyAsync(
            "select rules from policy where version = $1",
            [version],
            row => new Policy(version, OversightStatements.RulesOf(row.Text(0))),
            cancellationToken
        )
            is [var policy]
            ? policy
            : null;

    private const string AgentText =
        "select issuer, party, owner, granted, status, proposed_owner, proposed_grant, proposed_by, proposed_at, "
        + "updated_by, updated_at, reason from agent";

    private static Agent ReadAgent(StoredRows row) =>
        new(
            new AgentId(row.Text(0), row.Text(1)),
            row.TextOrNull(2),
            Grant.Parse(row.Text(3)),
            (AgentStatus)row.Small(4),
            row.TextOrNull(6) is { } grant
                ? new GrantProposal(row.TextOrNull(5), Grant.Parse(grant), row.Text(7), row.Time(8))
                : null
        )
        {
            // Without a reason it was no person, but the first call.
            Changed = row.TextOrNull(11) is { } reason ? new AgentChange(row.Text(9), row.Time(10), reason) : null,
        };

    private async Task<OversightState> ReadOnceAsync(long version, CancellationToken cancellationToken)
    {
        var policies = await database.ManyAsync(
            "select version, rules, state, reason, proposed_by, proposed_at from policy where state = 1 "
                + "or version = (select max(version) from policy where state = 2) order by version",
            [],
            row => (State: row.Small(2), Proposal: ReadPolicy(row)),
            cancellationToken
        );
        var lastPolicy = await database.ManyAsync(
            "select coalesce(max(version), 0) from policy",
            [],
            row => row.Number(0),
            cancellationToken
        );
        var agents = await database.ManyAsync(AgentText, [], ReadAgent, cancellationToken);
        var stops = await database.ManyAsync(
            "select id, scope, value, reason, set_by, set_at, release_proposed_by from stop "
                + "where released_by is null order by set_at",
            [],
            row => new Stop(
                row.Id(0),
                (StopScope)row.Small(1),
                row.TextOrNull(2),
                row.Text(3),
                row.Text(4),
                row.Time(5),
                row.TextOrNull(6)
            ),
            cancellationToken
        );
        var approvers = await database.ManyAsync(
            "select person, subjects, proposed, proposed_by from approver",
            [],
            row => new ApproverEntry(
                new Approver(row.Text(0), Subjects(row.Text(1))),
                row.TextOrNull(2) is { } proposed ? Subjects(proposed) : null,
                row.TextOrNull(3)
            ),
            cancellationToken
        );
        return new OversightState
        {
            Version = version,
            Policy =
                policies.FirstOrDefault(policy => policy.State == PolicyRow.Approved).Proposal?.Policy
                // No rule for money: denied.
                ?? new Policy(0, []),
            LastPolicyVersion = lastPolicy[0],
            ProposedPolicy = policies.LastOrDefault(policy => policy.State == PolicyRow.Proposed).Proposal,
            Agents = agents.ToDictionary(agent => agent.Id.Key, StringComparer.Ordinal),
            Stops = stops,
            Approvers = approvers.ToDictionary(entry => entry.Approver.Person, StringComparer.Ordinal),
        };
    }

    private static PolicyProposal ReadPolicy(StoredRows row) =>
        new(new Policy(row.Number(0), OversightStatements.RulesOf(row.Text(1))), row.Text(3), row.Text(4), row.Time(5));

    private static List<ApproverSubject> Subjects(string text) =>
        JsonSerializer.Deserialize<List<ApproverSubject>>(text, WireJson.Options)
        ?? throw new JsonException("An approver's subjects are no list.");

    private Task<bool> CommitAsync(OversightWrite write) => writer.CommitRecordAsync(write, isWritten => isWritten);
}
