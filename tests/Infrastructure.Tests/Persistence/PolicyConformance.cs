using System.Data.Common;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Policies;
using FinancialMcp.Infrastructure.Persistence;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>Policies: one is first, one holds, one may wait, and none is changed.</summary>
public abstract class PolicyConformance : StoreConformance
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);

    private IOversightStore Store => Host.Oversight;

    [Fact]
    public async Task The_first_policy_is_written_once_however_many_start_at_once()
    {
        var twin = Host.Twin().Oversight;
        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(at => (at % 2 == 0 ? Store : twin).EnsurePolicyAsync(Policy.DefaultRules, Now, Record()))
        );
        await Store.EnsurePolicyAsync([], Now, Record());

        var state = await Store.ReadAsync(Cancel);
        Assert.Equal(2, state.Version);
        Assert.Equal(1, state.Policy.Version);
        Assert.Equal(TextOf(Policy.DefaultRules), TextOf(state.Policy.Rules));
        Assert.Equal(1, await Host.CountAsync("audit_event"));
        Assert.Empty(Host.Logs.Of("database_error"));
        Assert.Empty(Host.Logs.Of("database_batch_refused"));
    }

    [Fact]
    public async Task A_policy_holds_when_it_is_approved_and_its_number_is_not_used_again()
    {
        Assert.Equal(0, (await Store.ReadAsync(Cancel)).Policy.Version);
        Assert.Empty((await Store.ReadAsync(Cancel)).Policy.Rules);
        await Store.EnsurePolicyAsync(Policy.DefaultRules, Now, Record());
        var second = await ProposeAsync(2);
        var state = await Store.ReadAsync(Cancel);
        Assert.Equal(1, state.Policy.Version);
        Assert.Equal((second.Reason, second.By, second.At), (state.ProposedPolicy!.Reason, "eve", Now));

        await ChangeAsync(new DecidePolicy(2, IsApproved: false, "ann", Now));
        state = await Store.ReadAsync(Cancel);
        Assert.Null(state.ProposedPolicy);
        Assert.Equal((1, 2), (state.Policy.Version, state.LastPolicyVersion));

        await ProposeAsync(3);
        await ProposeAsync(4);
        Assert.Equal(4, (await Store.ReadAsync(Cancel)).ProposedPolicy!.Policy.Version);
        Assert.Equal(1, await Host.CountAsync("policy where state = 1"));
        await ChangeAsync(new DecidePolicy(4, IsApproved: true, "ann", Now));
        state = await Store.ReadAsync(Cancel);
        Assert.Equal((4, 4), (state.Policy.Version, state.LastPolicyVersion));
        Assert.Null(state.ProposedPolicy);
        Assert.Equal(2, await Host.CountAsync("policy where state = 3"));
    }

    [Fact]
    public async Task Every_version_is_kept_with_what_became_of_it()
    {
        Assert.Empty(await Store.PolicyVersionsAsync(null, 10, Cancel));
        Assert.Null(await Store.FindPolicyAsync(1, Cancel));
        await Store.EnsurePolicyAsync(Policy.DefaultRules, Now, Record());
        await ProposeAsync(2);
        await ProposeAsync(3);
        await ChangeAsync(new DecidePolicy(3, IsApproved: true, "ann", Now.AddMinutes(1)));
        await ProposeAsync(4);

        var versions = await Store.PolicyVersionsAsync(null, 10, Cancel);
        var second = await Store.PolicyVersionsAsync(4, 1, Cancel);

        Assert.Equal(
            [
                (4, PolicyVersionState.Proposed, 3),
                (3, PolicyVersionState.Approved, 1),
                (2, PolicyVersionState.Rejected, 1),
                (1, PolicyVersionState.Approved, (int?)null),
            ],
            versions.Select(version => (version.Version, version.State, version.HeldBefore))
        );
        Assert.Equal(
            new PolicyVersion(3, PolicyVersionState.Approved, "weil \"halt\"", "eve", Now, "ann", Now.AddMinutes(1), 1),
            Assert.Single(second)
        );
        Assert.Equal((null, null), (versions[0].DecidedBy, versions[0].DecidedAt));
        Assert.Equal("version 2", (await Store.FindPolicyAsync(2, Cancel))!.Rules[0].Name);
        Assert.Equal(TextOf(Policy.DefaultRules), TextOf((await Store.FindPolicyAsync(1, Cancel))!.Rules));
    }

    [Fact]
    public async Task The_migrations_of_the_database_are_told()
    {
        var history = Host.Services.GetRequiredService<ISchemaHistory>();

        var migrations = await history.ReadAsync(Cancel);

        Assert.NotEmpty(migrations.Applied);
        Assert.Equal(migrations.Applied.Order(StringComparer.Ordinal), migrations.Applied);
        Assert.Empty(migrations.Pending);
    }

    [Theory]
    [InlineData("update policy set rules = '[]' where version = 1")]
    [InlineData("update policy set rules = '[]' where version = 2")]
    [InlineData("update policy set state = 1 where version = 1")]
    [InlineData("update policy set state = 3 where version = 1")]
    [InlineData("update policy set version = 9 where version = 2")]
    [InlineData("update policy set state = 2 where version = 2")]
    [InlineData("update policy set state = 4, decided_by = 'x' where version = 2")]
    [InlineData("delete from policy where version = 1")]
    [InlineData("delete from policy where version = 2")]
    [InlineData("insert into oversight (id, version) values (2, 1)")]
    public async Task Direct_statements_do_not_change_a_policy(string statement)
    {
        await Store.EnsurePolicyAsync(Policy.DefaultRules, Now, Record());
        await ProposeAsync(2);
        var before = await Store.ReadAsync(Cancel);

        await Assert.ThrowsAnyAsync<DbException>(() => Host.ExecuteAsync(statement));

        var after = await Store.ReadAsync(Cancel);
        Assert.Equal(TextOf(before.Policy.Rules), TextOf(after.Policy.Rules));
        Assert.Equal(TextOf(before.ProposedPolicy!.Policy.Rules), TextOf(after.ProposedPolicy!.Policy.Rules));
    }

    private static string TextOf(IReadOnlyList<PolicyRule> rules) => OversightStatements.TextOf(rules);

    private async Task<PolicyProposal> ProposeAsync(int version)
    {
        var rule = new PolicyRule { Name = $"version {version}", TwinWindowSeconds = version };
        var proposal = new PolicyProposal(new Policy(version, [rule]), "weil \"halt\"", "eve", Now);
        await ChangeAsync(new SavePolicyProposal(proposal));
        return proposal;
    }

    private async Task ChangeAsync(OversightChange change) =>
        Assert.True(await Store.ChangeAsync(await Store.VersionAsync(Cancel), change, Record()));

    private static AuditEvent Record() => Samples.Event(AuditCode.PolicyProposed);
}

public sealed class PoliciesOnPostgresTests : PolicyConformance
{
    [Fact]
    public async Task Policies_cannot_be_truncated() =>
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => Host.ExecuteAsync("truncate policy"));

    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class PoliciesOnSqliteTests : PolicyConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
