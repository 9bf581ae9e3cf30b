using FinancialMcp.Application.Policies;
using FinancialMcp.Application.Security;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Policies;

public sealed class SimulatePolicyTests
{
    private static readonly SimulatePolicy Ask = new()
    {
        Issuer = Known.Alice.Principal.Issuer,
        Party = "alice",
        Roles = ["user"],
        Tool = "transfer_funds",
        Amount = Amount.Parse("60"),
        Currency = CurrencyCode.Usd,
        From = Known.AliceChecking,
        To = Known.BobChecking,
    };

    [Fact]
    public async Task It_tells_the_rule_that_decides_and_the_limits_as_they_stand_and_holds_nothing()
    {
        await using var application = Held.Application();
        application.Rules(Held.Rule, RuleFor("withdraw_funds"));
        await application.CallAsync(Known.Alice, Known.Transfer("60"));
        var rows = application.Operations.Rows.Count;
        var asked = application.Bank.Accounts.Count;

        var simulated = await application.CallAsync(Known.Approver, Ask);

        Assert.True(simulated.Allowed);
        Assert.Equal(("held", 0), (simulated.Rule?.Name, simulated.ApprovalsNeeded));
        Assert.Equal(["held"], simulated.Fitting);
        Assert.Equal(["day", "month"], simulated.Limits.Select(limit => limit.Period));
        Assert.Equal(("60.00", "4940.00"), (simulated.Limits[0].Used, simulated.Limits[0].Left));
        Assert.Equal((application.Oversight.State.Policy.Version, true), (simulated.Version, simulated.KnowsAgent));
        Assert.Equal((rows, asked), (application.Operations.Rows.Count, application.Bank.Accounts.Count));
        Assert.Equal("4940.00", (await application.CallAsync(Known.Approver, Ask)).Limits[0].Left);
    }

    /// <summary>Both sides of a band, and of the most per call.</summary>
    [Theory]
    [InlineData("99.99", true, 0, null)]
    [InlineData("100", true, 1, null)]
    [InlineData("999.99", true, 1, null)]
    [InlineData("1000", true, 2, null)]
    [InlineData("2000", true, 2, null)]
    [InlineData("2000.01", false, null, ErrorCodes.LimitExceeded)]
    public async Task It_decides_as_a_real_call_would_be(string amount, bool allowed, int? approvals, string? code)
    {
        await using var application = Held.Application();

        var simulated = await application.CallAsync(Known.Operator, Ask with { Amount = Amount.Parse(amount) });

        Assert.Equal((allowed, approvals, code), (simulated.Allowed, simulated.ApprovalsNeeded, simulated.Code));
    }

    [Fact]
    public async Task What_is_used_up_refuses_it_and_another_day_does_not()
    {
        await using var application = Held.Application();
        application.Rules(Held.Rule with { Day = new Allowance(Amount.Parse("100"), null), Approvals = [] });
        await application.CallAsync(Known.Alice, Known.Transfer("60"));

        var full = await application.CallAsync(Known.Operator, Ask);
        var fits = await application.CallAsync(Known.Operator, Ask with { Amount = Amount.Parse("40") });
        var tomorrow = await application.CallAsync(Known.Operator, Ask with { At = TestApplication.Start.AddDays(1) });

        Assert.Equal((false, ErrorCodes.LimitExceeded), (full.Allowed, full.Code));
        Assert.True(fits.Allowed);
        Assert.True(tomorrow.Allowed);
    }

    [Fact]
    public async Task A_draft_is_judged_in_place_of_the_rules_that_hold_and_changes_nothing()
    {
        await using var application = Held.Application();
        var before = application.Oversight.State;

        var simulated = await application.CallAsync(
            Known.Operator,
            Ask with
            {
                Rules = [Held.Rule, RuleFor("transfer_funds") with { Allow = false }],
            }
        );

        Assert.Equal((false, "for transfer_funds"), (simulated.Allowed, simulated.Rule?.Name));
        Assert.Equal(["for transfer_funds", "held"], simulated.Fitting);
        Assert.Null(simulated.Version);
        Assert.Equal(before, application.Oversight.State);
        Assert.True((await application.CallAsync(Known.Operator, Ask)).Allowed);
    }

    [Fact]
    public async Task Want_of_a_right_a_stop_and_a_missing_owner_refuse_before_the_policy_does()
    {
        await using var application = Held.Application();

        var reader = await application.CallAsync(Known.Operator, Ask with { Roles = ["readonly_user"] });
        application.Agent(Known.Bob.Principal, agent => agent with { Owner = null });
        var ownerless = await application.CallAsync(Known.Operator, Ask with { Party = "bob" });
        application.Agent(Known.Bob.Principal, agent => agent with { Status = AgentStatus.Suspended });
        var suspended = await application.CallAsync(Known.Operator, Ask with { Party = "bob" });
        await application.CallAsync(Known.Operator, new SetStop(StopScope.Account, "1003", "r"));
        var stopped = await application.CallAsync(Known.Operator, Ask);

        Assert.All(
            [reader, ownerless, suspended],
            refused => Assert.Equal((false, ErrorCodes.AuthorizationError), (refused.Allowed, refused.Code))
        );
        Assert.Contains("owner", ownerless.Message, StringComparison.Ordinal);
        Assert.Contains("right to this tool", suspended.Message, StringComparison.Ordinal);
        Assert.Equal((false, ErrorCodes.EmergencyStop), (stopped.Allowed, stopped.Code));
    }

    /// <summary>An agent acting for somebody is another principal than either of them, and has the agent's rules.</summary>
    [Fact]
    public async Task An_agent_is_matched_by_its_party_whomever_it_acts_for()
    {
        await using var application = Held.Application();
        application.Rules(
            Held.Rule,
            Held.Rule with
            {
                Name = "the bot",
                Match = new PolicyMatch { Agent = "bot" },
            }
        );

        var bot = await application.CallAsync(Known.Operator, Ask with { Party = "bot", Subject = "alice" });
        var alice = await application.CallAsync(Known.Operator, Ask with { Party = "alice", Subject = "bot" });

        Assert.Equal(("the bot", false), (bot.Rule?.Name, bot.KnowsAgent));
        Assert.Equal(("held", true), (alice.Rule?.Name, alice.KnowsAgent));
    }

    [Fact]
    public async Task What_a_tool_needs_must_be_given_and_what_it_has_not_left_out()
    {
        await using var application = Held.Application();
        var status = Ask with { Tool = "set_account_status", Amount = null, Currency = null, To = null };

        Assert.True((await application.CallAsync(Known.Operator, status with { Roles = ["admin"] })).Allowed);
        await application.InvalidAsync(Known.Operator, Ask with { Tool = "get_account" }, "tool");
        await application.InvalidAsync(Known.Operator, Ask with { Tool = "deposit_funds" }, "from");
        await application.InvalidAsync(Known.Operator, Ask with { Tool = "withdraw_funds" }, "to");
        await application.InvalidAsync(Known.Operator, status with { From = null }, "from");
        await application.InvalidAsync(Known.Operator, Ask with { Amount = null }, "amount");
        await application.InvalidAsync(Known.Operator, Ask with { Currency = null }, "currency");
        await application.InvalidAsync(Known.Operator, Ask with { Roles = ["wizard"] }, "roles[0]");
        await application.InvalidAsync(
            Known.Operator,
            Ask with
            {
                Amount = Amount.Parse("0.50"),
                Currency = CurrencyCode.Parse("JPY"),
            },
            "amount"
        );
        await application.InvalidAsync(Known.Operator, Ask with { Rules = [] }, "rules");
    }

    [Fact]
    public void Every_change_there_is_has_a_shape() =>
        Assert.Equal(ToolRequests.Changes, ChangeShape.Of.Keys.Order(StringComparer.Ordinal));

    private static PolicyRule RuleFor(string tool) =>
        Held.Rule with
        {
            Name = $"for {tool}",
            Match = new PolicyMatch { Tool = tool },
        };
}
