using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Agents;

namespace FinancialMcp.Application.Tests.Agents;

/// <summary>What people do about agents: one narrows, two widen.</summary>
public sealed class AgentStaffTests
{
    private static readonly string Key = AgentId.Of(Known.Alice.Principal).Key;

    private static readonly ProposeGrant Propose = new(Key, "transaction:create account:read", "paula", "r");

    [Fact]
    public async Task A_wider_grant_is_proposed_by_one_and_holds_when_another_has_approved_it()
    {
        await using var application = Narrow();

        var proposed = await application.CallAsync(Known.Operator, Propose);
        var before = application.Oversight.State.Agents[Key];
        var approved = await application.CallAsync(Known.Administrator, Approve("account:read transaction:create"));

        Assert.Equal(("read", "omar"), (before.Grant.Text, before.Owner));
        Assert.Equal(("account:read transaction:create", "oskar"), (proposed.Proposed!.Grant, proposed.Proposed.By));
        Assert.Equal(
            ("account:read transaction:create", "paula", AgentStatus.Active, null),
            (approved.Grant, approved.Owner, approved.Status, approved.Proposed)
        );
        Assert.Equal(
            [(AuditCode.AgentGrantProposed, "oskar"), (AuditCode.AgentGranted, "ada")],
            application.Trail.Records.Select(record => (record.Code, record.Principal!.Subject))
        );
    }

    [Fact]
    public async Task A_narrower_grant_holds_at_once_and_drops_what_waited()
    {
        await using var application = Narrow();
        await application.CallAsync(Known.Operator, Propose);

        var narrowed = await application.CallAsync(Known.Operator, new ProposeGrant(Key, "account:read", null, "r"));

        Assert.Equal(("account:read", "omar", null), (narrowed.Grant, narrowed.Owner, narrowed.Proposed));
        Assert.Equal(AuditCode.AgentGranted, application.Trail.Records[^1].Code);
    }

    [Fact]
    public async Task Nobody_approves_the_own_proposal_or_what_their_agent_may_do()
    {
        await using var application = Narrow();
        await application.CallAsync(Known.Administrator, Propose with { Owner = "amos" });
        var approve = Approve("account:read transaction:create") with { Owner = "amos" };

        AppException[] refusals =
        [
            await application.RefusedAsync(Known.Administrator, approve),
            await application.RefusedAsync(Known.OtherAdministrator, approve),
            await application.RefusedAsync(Known.Person("omar", StaffPermissions.Admin), approve),
        ];

        Assert.All(refusals, refused => Assert.Equal(ErrorCodes.AuthorizationError, refused.Code));
        Assert.Equal("read", application.Oversight.State.Agents[Key].Grant.Text);
    }

    /// <summary>An owner is somebody who works here, however the name is typed: else the own agent is not known as such.</summary>
    [Theory]
    [InlineData("AMOS")]
    [InlineData(" Amos ")]
    public async Task An_owner_is_known_however_the_name_is_typed(string typed)
    {
        await using var application = Narrow();
        var proposed = await application.CallAsync(Known.Operator, Propose with { Owner = typed });

        Assert.Equal("amos", proposed.Proposed!.Owner);
        var refused = await application.RefusedAsync(
            Known.Person("amos", StaffPermissions.Admin),
            Approve("account:read transaction:create") with
            {
                Owner = "amos",
            }
        );
        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        await application.InvalidAsync(Known.Operator, Propose with { Owner = "\u0430mos" }, "owner");
    }

    [Fact]
    public async Task A_grant_that_was_proposed_anew_is_not_approved_by_accident()
    {
        await using var application = Narrow();
        var nothing = await application.RefusedAsync(Known.Administrator, Approve("role"));
        await application.CallAsync(Known.Operator, Propose);
        await application.CallAsync(Known.Operator, Propose with { Grant = "role" });

        var grant = await application.RefusedAsync(Known.Administrator, Approve("account:read transaction:create"));
        var owner = await application.RefusedAsync(Known.Administrator, Approve("role") with { Owner = "pedro" });

        Assert.Contains("No grant waits", nothing.Message, StringComparison.Ordinal);
        Assert.All(
            [grant, owner],
            refused => Assert.Contains("Another grant", refused.Message, StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task One_person_suspends_and_two_reinstate()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.CallAsync(Known.Operator, new SuspendAgent(Key, "Odd calls."));
        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer());
        var proposed = await application.CallAsync(Known.Operator, new ReinstateAgent(Key, "Explained."));
        await application.RefusedAsync(Known.Alice, Known.Transfer());
        var again = await application.RefusedAsync(Known.Operator, new ReinstateAgent(Key, "Explained."));
        await application.RefusedAsync(Known.Person("oskar", "admin"), new ApproveGrant(Key, "role", "omar", "r"));
        var reinstated = await application.CallAsync(Known.Administrator, new ApproveGrant(Key, "role", "omar", "r"));

        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        Assert.Equal((AgentStatus.Suspended, "role"), (proposed.Status, proposed.Proposed!.Grant));
        Assert.Contains("oskar has proposed it already", again.Message, StringComparison.Ordinal);
        Assert.Equal("Explained.", proposed.Changed!.Reason);
        Assert.Equal(AgentStatus.Active, reinstated.Status);
        Assert.Equal("succeeded", (await application.CallAsync(Known.Alice, Known.Transfer())).Status);
    }

    /// <summary>A grant proposed before a suspension would reinstate the agent by accident.</summary>
    [Fact]
    public async Task A_suspension_drops_what_waited_and_a_grant_is_not_the_way_out_of_it()
    {
        await using var application = Narrow();
        await application.CallAsync(Known.Operator, Propose);
        await application.CallAsync(Known.Administrator, new SuspendAgent(Key, "r"));

        var approval = await application.RefusedAsync(
            Known.OtherAdministrator,
            Approve("account:read transaction:create")
        );
        var proposal = await application.RefusedAsync(Known.Operator, Propose);
        var again = await application.RefusedAsync(Known.Operator, new SuspendAgent(Key, "r"));

        Assert.Contains("No grant waits", approval.Message, StringComparison.Ordinal);
        Assert.Contains("reinstate it first", proposal.Message, StringComparison.Ordinal);
        Assert.Contains("suspended already", again.Message, StringComparison.Ordinal);
        Assert.Equal(AgentStatus.Suspended, application.Oversight.State.Agents[Key].Status);
    }

    [Fact]
    public async Task Revoking_is_final()
    {
        await using var application = Narrow();
        await application.CallAsync(Known.Operator, new RevokeAgent(Key, "r"));

        AppException[] refusals =
        [
            await application.RefusedAsync(Known.Operator, new RevokeAgent(Key, "r")),
            await application.RefusedAsync(Known.Operator, new SuspendAgent(Key, "r")),
            await application.RefusedAsync(Known.Operator, new ReinstateAgent(Key, "r")),
            await application.RefusedAsync(Known.Operator, Propose),
            await application.RefusedAsync(Known.Administrator, Approve("role")),
        ];

        Assert.All(
            refusals,
            refused => Assert.Contains("revoked, which is final", refused.Message, StringComparison.Ordinal)
        );
        Assert.Equal(AgentStatus.Revoked, application.Oversight.State.Agents[Key].Status);
    }

    [Fact]
    public async Task An_agent_that_is_not_suspended_or_not_known_is_said_to_be()
    {
        await using var application = new TestApplication();

        var active = await application.RefusedAsync(Known.Operator, new ReinstateAgent(Key, "r"));
        await application.InvalidAsync(Known.Operator, new SuspendAgent("nobody", "r"), "agent_key");

        Assert.Contains("not suspended", active.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("none", true)]
    [InlineData("read", true)]
    [InlineData("role", true)]
    [InlineData("transaction:create", true)]
    [InlineData("", false)]
    [InlineData("Role", false)]
    [InlineData("read transaction:create", false)]
    [InlineData("approvals:vote", false)]
    [InlineData("transaction:create  account:read", false)]
    public async Task A_grant_is_a_word_or_permissions_of_agents(string grant, bool isValid)
    {
        await using var application = Narrow();

        if (isValid)
        {
            await application.CallAsync(Known.Operator, Propose with { Grant = grant });
        }
        else
        {
            await application.InvalidAsync(Known.Operator, Propose with { Grant = grant }, "grant");
        }
    }

    public static TheoryData<string, string, bool> Comparisons =>
        new()
        {
            { "role", "role", true },
            { "role", "read", true },
            { "role", "none", true },
            { "role", "transaction:create", true },
            { "read", "role", false },
            { "read", "account:read", true },
            { "read", "transaction:create", false },
            { "read", "none", true },
            { "none", "none", true },
            { "none", "read", false },
            { "account:read transaction:create", "account:read", true },
            { "account:read", "account:read transaction:create", false },
            { string.Join(' ', Permissions.ScopeOf.Keys), "role", false },
            { string.Join(' ', Permissions.Reads), "read", false },
        };

    [Theory]
    [MemberData(nameof(Comparisons))]
    public void A_grant_is_narrower_only_when_it_can_never_allow_more(string old, string next, bool isNarrower) =>
        Assert.Equal(isNarrower, GrantRules.OnlyNarrows(GrantRules.Read(old), GrantRules.Read(next)));

    [Fact]
    public async Task The_list_shows_every_agent_by_name()
    {
        await using var application = new TestApplication().WithAccounts();

        var list = await application.CallAsync(Known.Auditor, new ListAgents());

        Assert.Equal(["alice", "bob", "frank", "olivia"], list.Agents.Select(agent => agent.Party));
        Assert.Equal((4, "omar", "role"), (list.Total, list.Agents[0].Owner, list.Agents[0].Grant));
    }

    private static ApproveGrant Approve(string grant) => new(Key, grant, "paula", "r");

    private static TestApplication Narrow()
    {
        var application = new TestApplication().WithAccounts();
        application.Agent(Known.Alice.Principal, agent => agent with { Grant = Grant.Read });
        return application;
    }
}
