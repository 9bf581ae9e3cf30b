using System.Data.Common;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Approvals;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>People's decisions: each under the version it was made on, with its record, read back as it was written.</summary>
public abstract class OversightConformance : StoreConformance
{
    private static readonly DateTimeOffset Now = new(2026, 3, 31, 12, 0, 0, TimeSpan.Zero);
    private static readonly AgentId Bot = new("https://issuer.test", "bot");

    private IOversightStore Store => Host.Oversight;

    [Theory]
    [InlineData("plain")]
    [InlineData("'; drop table stop; --")]
    [InlineData("“quotes” \"and\" \\ back\tslash\nline 漢字 🏦 \u202e")]
    [InlineData("%s $1 @p1 {0} ${x}")]
    public async Task Every_change_is_read_back_as_it_was_written(string text)
    {
        var agent = new Agent(new AgentId(text, text), null, Grant.None, AgentStatus.Active, null);
        await Store.RegisterAsync(agent, Now, Record());
        var saved = agent with
        {
            Owner = text,
            Grant = Grant.Of(["money:move", "account:read"]),
            Status = AgentStatus.Suspended,
            Proposed = new GrantProposal(text, Grant.Role, text, Now),
            Changed = new AgentChange(text, Now, text),
        };
        var stops = Enum.GetValues<StopScope>()
            .Select(
                (scope, at) =>
                    new Stop(
                        Guid.CreateVersion7(),
                        scope,
                        scope == StopScope.Everything ? null : text,
                        text,
                        text,
                        Now.AddSeconds(at),
                        null
                    )
            )
            .ToList();
        var entry = new ApproverEntry(
            new Approver(text, [new ApproverSubject(text, text), new ApproverSubject("a", "b")]),
            [new ApproverSubject("c", text)],
            text
        );

        await ChangeAsync(new SaveAgent(saved, text, Now, text));
        foreach (var stop in stops)
        {
            await ChangeAsync(new SetStop(stop));
        }

        await ChangeAsync(new ProposeStopRelease(stops[0].Id, text, Now));
        await ChangeAsync(new ProposeStopRelease(stops[1].Id, text, Now));
        await ChangeAsync(new ReleaseStop(stops[1].Id, text + "2", Now));
        await ChangeAsync(new SaveApprover(entry, text, Now));

        var state = await Store.ReadAsync(Cancel);
        Assert.Equal(10, state.Version);
        Assert.Equal(saved, Assert.Single(state.Agents).Value);
        Assert.Equal(saved, state.AgentOf(agent.Id));
        Assert.Equal(saved, await Store.FindAgentAsync(agent.Id, Cancel));
        Assert.Equal([stops[0] with { ReleaseProposedBy = text }, stops[2], stops[3]], state.Stops);
        AssertEqual(entry, Assert.Single(state.Approvers).Value);
        Assert.Equal(10, await Host.CountAsync("audit_event"));
        Assert.Null(await Store.FindAgentAsync(Bot, Cancel));
    }

    [Fact]
    public async Task An_approvers_proposal_takes_the_place_of_what_there_was()
    {
        var first = new ApproverEntry(new Approver("ann", []), [new ApproverSubject("i", "s")], "adm");
        await ChangeAsync(new SaveApprover(first, "adm", Now));
        var second = new ApproverEntry(new Approver("ann", [new ApproverSubject("i", "s")]), null, null);

        await ChangeAsync(new SaveApprover(second, "eve", Now));

        AssertEqual(second, Assert.Single((await Store.ReadAsync(Cancel)).Approvers).Value);
    }

    [Fact]
    public async Task Of_two_writers_at_once_one_has_to_decide_again()
    {
        var twin = Host.Twin().Oversight;
        for (var round = 0; round < 10; round++)
        {
            var version = await Store.VersionAsync(Cancel);
            var done = await Task.WhenAll(
                Enumerable
                    .Range(0, 6)
                    .Select(at =>
                        (at % 2 == 0 ? Store : twin).ChangeAsync(version, new SetStop(StopOf("pay")), Record())
                    )
            );

            Assert.Single(done, written => written);
            Assert.Equal(version + 1, await twin.VersionAsync(Cancel));
        }

        Assert.Equal(10, await Host.CountAsync("stop"));
        Assert.Equal(10, await Host.CountAsync("audit_event"));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Another_version_than_the_one_decided_on_writes_nothing(long version)
    {
        Assert.False(await Store.ChangeAsync(version, new SetStop(StopOf("pay")), Record()));

        Assert.Equal(1, await Store.VersionAsync(Cancel));
        Assert.Equal(0, await Host.CountAsync("stop"));
        Assert.Equal(0, await Host.CountAsync("audit_event"));
    }

    [Fact]
    public async Task An_agent_is_registered_once_however_many_see_it_first()
    {
        var agent = new Agent(Bot, "ann", Grant.Read, AgentStatus.Active, null);
        var twin = Host.Twin().Oversight;

        await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(at =>
                    (at % 2 == 0 ? Store : twin).RegisterAsync(agent with { Owner = $"ann{at}" }, Now, Record())
                )
        );

        Assert.Equal(1, await Host.CountAsync("agent"));
        Assert.Equal(1, await Host.CountAsync("audit_event"));
        Assert.Equal(1, await Store.VersionAsync(Cancel));
    }

    [Fact]
    public async Task A_registration_never_takes_back_what_people_have_decided()
    {
        var agent = new Agent(Bot, null, Grant.Role, AgentStatus.Active, null);
        await Store.RegisterAsync(agent, Now, Record());
        var revoked = agent with
        {
            Status = AgentStatus.Revoked,
            Grant = Grant.None,
            Changed = new AgentChange("ann", Now, "stolen"),
        };
        await ChangeAsync(new SaveAgent(revoked, "ann", Now, "stolen"));

        await Store.RegisterAsync(agent, Now, Record());

        Assert.Equal(revoked, await Store.FindAgentAsync(Bot, Cancel));
        Assert.Equal(2, await Host.CountAsync("audit_event"));
    }

    [Theory]
    [InlineData("ann", "ann")]
    [InlineData(null, "ann")]
    public async Task One_person_does_not_release_a_stop_and_a_change_that_fails_leaves_no_trace(
        string? proposer,
        string confirmer
    )
    {
        var stop = StopOf("pay");
        await ChangeAsync(new SetStop(stop));
        if (proposer is not null)
        {
            await ChangeAsync(new ProposeStopRelease(stop.Id, proposer, Now));
        }

        var version = await Store.VersionAsync(Cancel);
        var records = await Host.CountAsync("audit_event");

        await Assert.ThrowsAsync<StoreUnavailableException>(() =>
            Store.ChangeAsync(version, new ReleaseStop(stop.Id, confirmer, Now), Record())
        );

        Assert.Equal(version, await Store.VersionAsync(Cancel));
        Assert.Equal(records, await Host.CountAsync("audit_event"));
        Assert.Single((await Store.ReadAsync(Cancel)).Stops);
        Assert.True(await Store.ChangeAsync(version, new SetStop(StopOf("other")), Record()));
    }

    [Theory]
    [InlineData("update stop set released_by = release_proposed_by")]
    [InlineData("update stop set released_by = 'eve', release_proposed_by = null")]
    [InlineData("update stop set scope = 5")]
    [InlineData("update stop set scope = 1")]
    [InlineData("update stop set value = null")]
    [InlineData("update agent set status = 4")]
    public async Task The_schema_refuses_what_no_code_would_write(string statement)
    {
        var stop = StopOf("pay");
        await ChangeAsync(new SetStop(stop));
        await ChangeAsync(new ProposeStopRelease(stop.Id, "ann", Now));
        await Store.RegisterAsync(new Agent(Bot, null, Grant.None, AgentStatus.Active, null), Now, Record());

        await Assert.ThrowsAnyAsync<DbException>(() => Host.ExecuteAsync(statement));
    }

    [Theory]
    [InlineData('\0')]
    [InlineData('\ud83c')]
    public async Task Text_that_no_database_stores_is_refused_before_anything_is_written(char unstorable)
    {
        var text = $"text with {unstorable} inside";
        await Assert.ThrowsAsync<ArgumentException>(() =>
            ChangeAsync(new SetStop(StopOf("pay") with { Reason = text }))
        );
        await Assert.ThrowsAsync<ArgumentException>(() =>
            Store.RegisterAsync(new Agent(Bot, null, Grant.Of([text]), AgentStatus.Active, null), Now, Record())
        );

        Assert.Equal(1, await Store.VersionAsync(Cancel));
        Assert.Equal(0, await Host.CountAsync("agent"));
    }

    private async Task ChangeAsync(OversightChange change) =>
        Assert.True(await Store.ChangeAsync(await Store.VersionAsync(Cancel), change, Record()));

    private static Stop StopOf(string tool) =>
        new(Guid.CreateVersion7(), StopScope.Tool, tool, "because", "ann", Now, null);

    private static AuditEvent Record() => Samples.Event(AuditCode.StopSet);

    private static void AssertEqual(ApproverEntry expected, ApproverEntry actual)
    {
        Assert.Equal(expected.Approver.Person, actual.Approver.Person);
        Assert.Equal(expected.Approver.Subjects, actual.Approver.Subjects);
        Assert.Equal(expected.Proposed, actual.Proposed);
        Assert.Equal(expected.ProposedBy, actual.ProposedBy);
    }
}

public sealed class OversightOnPostgresTests : OversightConformance
{
    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class OversightOnSqliteTests : OversightConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
