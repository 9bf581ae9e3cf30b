using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Agents;

public sealed class GetAgentTests
{
    private static readonly string Key = AgentId.Of(Known.Alice.Principal).Key;

    [Fact]
    public async Task It_shows_what_is_left_under_the_limits_of_whom_it_called_for()
    {
        await using var application = Held.Application();
        await application.HoldAsync("1000");
        await application.CallAsync(Known.Alice, Known.Transfer("5", key: 2));

        var agent = await application.CallAsync(Known.Auditor, new GetAgent(Key));

        var whom = Assert.Single(agent.ActedFor);
        Assert.Equal(("alice", "USD"), (whom.Subject, whom.Currency));
        Assert.Equal(["user"], whom.Roles);
        Assert.Equal(["deposit_funds", "withdraw_funds", "transfer_funds"], whom.Limits.Select(limit => limit.Tool));
        var transfers = whom.Limits[2];
        Assert.Equal(("held", true, "2000.00"), (transfers.Rule, transfers.Allows, transfers.MaxPerCall));
        Assert.Equal(
            [("day", "5.00", "1000.00", "3995.00"), ("month", "5.00", "1000.00", "18995.00")],
            transfers.Windows.Select(window => (window.Period, window.Used, window.Held, window.Left))
        );
    }

    [Fact]
    public async Task Figures_that_count_by_account_are_not_made_up()
    {
        await using var application = Held.Application();
        application.Rules(Held.Rule with { Per = CountedPer.Account });
        await application.CallAsync(Known.Alice, Known.Transfer("5"));

        var limits = Assert.Single((await application.CallAsync(Known.Auditor, new GetAgent(Key))).ActedFor).Limits;

        Assert.All(
            limits.SelectMany(limit => limit.Windows),
            window => Assert.Equal((null, null), (window.Used, window.Left))
        );
    }

    [Fact]
    public async Task What_no_rule_allows_or_one_denies_is_told()
    {
        await using var application = Held.Application();
        await application.CallAsync(Known.Alice, Known.Transfer("5"));
        application.Rules(
            new PolicyRule
            {
                Name = "no",
                Match = new PolicyMatch { Tool = "transfer_funds" },
                Allow = false,
            }
        );

        var limits = Assert.Single((await application.CallAsync(Known.Auditor, new GetAgent(Key))).ActedFor).Limits;

        Assert.Equal([(null, false), (null, false), ("no", false)], limits.Select(limit => (limit.Rule, limit.Allows)));
    }

    [Fact]
    public async Task Rights_are_those_of_the_grant_and_none_while_it_is_suspended()
    {
        await using var application = new TestApplication();
        application.Agent(Known.Alice.Principal, agent => agent with { Grant = Grant.Read });

        var reading = await application.CallAsync(Known.Auditor, new GetAgent(Key));
        await application.CallAsync(Known.Operator, new SuspendAgent(Key, "r"));
        var suspended = await application.CallAsync(Known.Auditor, new GetAgent(Key));

        Assert.Equal(Permissions.ScopeOf.Keys, reading.Rights.Select(right => right.Permission));
        Assert.Equal(
            Permissions.Reads.Order(StringComparer.Ordinal),
            reading
                .Rights.Where(right => right.IsGranted)
                .Select(right => right.Permission)
                .Order(StringComparer.Ordinal)
        );
        Assert.Contains("user", reading.Rights.Single(it => it.Permission == Permissions.TransactionCreate).Roles);
        Assert.All(suspended.Rights, right => Assert.False(right.IsGranted));
        Assert.Equal((true, false), (reading.MayMoveMoney, suspended.MayMoveMoney));
    }

    [Fact]
    public async Task It_shows_the_stops_that_cover_it_and_that_nobody_answers_for_it()
    {
        await using var application = new TestApplication();
        application.Agent(Known.Alice.Principal, agent => agent with { Owner = null });
        await application.CallAsync(Known.Operator, new SetStop(StopScope.Agent, Key, "this one"));
        await application.CallAsync(
            Known.Operator,
            new SetStop(StopScope.Agent, AgentId.Of(Known.Bob.Principal).Key, "another")
        );
        await application.CallAsync(Known.Operator, new SetStop(StopScope.Tool, "transfer_funds", "a tool"));
        await application.CallAsync(Known.Operator, new SetStop(StopScope.Everything, null, "all"));

        var agent = await application.CallAsync(Known.Auditor, new GetAgent(Key));

        Assert.Equal(["this one", "all"], agent.Stops.Select(stop => stop.Reason));
        Assert.False(agent.MayMoveMoney);
        Assert.Empty(agent.ActedFor);
    }

    [Fact]
    public async Task Whom_it_acted_for_are_the_principals_of_this_agent_alone()
    {
        await using var application = Held.Application();
        var acting = Known.Bob with { Principal = Known.Bob.Principal with { ActingParty = "alice" } };
        var elsewhere = Known.Alice with { Principal = new Principal("https://other.test", "alice", null) };
        await application.CallAsync(Known.Alice, Known.Transfer("5"));
        await application.CallAsync(elsewhere, Known.Transfer("6"));
        await application.CallAsync(acting, new Application.Accounts.GetAccount(Known.BobChecking));

        var agent = await application.CallAsync(Known.Auditor, new GetAgent(Key));

        Assert.Equal(["bob", "alice"], agent.ActedFor.Select(whom => whom.Subject));
    }

    [Fact]
    public async Task An_agent_that_is_not_there_is_told_as_such()
    {
        await using var application = new TestApplication();

        await application.InvalidAsync(Known.Auditor, new GetAgent("nobody"), "agent_key");
        await application.InvalidAsync(Known.Auditor, new GetAgent(""), "agent_key");
    }
}
