using FinancialMcp.Application.Approvals;

namespace FinancialMcp.Application.Tests.Approvals;

public sealed class ListApprovalsTests
{
    [Fact]
    public async Task It_shows_what_waits_oldest_first_with_all_that_a_vote_needs()
    {
        await using var application = Held.Application();
        var first = await application.HoldAsync("1000");
        application.Clock.Advance(TimeSpan.FromMinutes(1));
        var second = await application.HoldAsync("150", key: 2);
        await application.CallAsync(Known.Alice, Known.Transfer("5", key: 3));
        await application.VoteAsync(Known.OtherApprover, first);

        var list = await application.CallAsync(Known.Approver, new ListApprovals());

        Assert.Equal(2, list.Total);
        Assert.Equal([first.Id, second.Id], list.Operations.Select(waiting => waiting.OperationId));
        var shown = list.Operations[0];
        Assert.Equal(
            ("transfer_funds", "1000.00", "USD", "alice", "omar", "held"),
            (shown.Tool, shown.Amount, shown.Currency, shown.Subject, shown.AgentOwner, shown.Rule)
        );
        Assert.Equal((2, 1, "pedro"), (shown.Needed, shown.Given, Assert.Single(shown.Votes).Approver));
        Assert.Equal(first.Instruction, shown.Instruction);
        Assert.Null(shown.WhyNotYou);
        await application.CallAsync(Known.Approver, new CastVote(shown.OperationId, shown.Digest, true, null));
    }

    [Fact]
    public async Task It_says_why_the_person_may_not_vote()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync("1000");
        await application.VoteAsync(Known.Approver, held);

        var voted = await application.CallAsync(Known.Approver, new ListApprovals());
        var watching = await application.CallAsync(Known.Auditor, new ListApprovals());

        Assert.Contains("You have voted", voted.Operations[0].WhyNotYou, StringComparison.Ordinal);
        Assert.Equal("Only approvers vote.", watching.Operations[0].WhyNotYou);
    }

    [Fact]
    public async Task It_shows_whose_the_accounts_are_by_the_bank_and_what_is_left_under_the_rule()
    {
        await using var application = Held.Application();
        await application.HoldAsync("1000");
        await application.CallAsync(Known.Alice, Known.Transfer("5", key: 3));
        application.Bank.AskedAs.Clear();

        var shown = Assert.Single((await application.CallAsync(Known.Auditor, new ListApprovals())).Operations);

        Assert.Equal(("alice", "bob"), (shown.From!.Owner, shown.To!.Owner));
        Assert.All(application.Bank.AskedAs, identity => Assert.True(identity.IsStaff));
        Assert.Equal(
            [("day", "5000.00", "5.00", "1000.00", "3995.00"), ("month", "20000.00", "5.00", "1000.00", "18995.00")],
            shown.Limits.Select(limit => (limit.Period, limit.Cap, limit.Used, limit.Held, limit.Left))
        );
    }

    [Fact]
    public async Task A_bank_that_does_not_answer_leaves_the_owners_out_and_nothing_else()
    {
        await using var application = Held.Application();
        await application.HoldAsync();
        application.Bank.IsAway = true;

        var shown = Assert.Single((await application.CallAsync(Known.Approver, new ListApprovals())).Operations);

        Assert.Equal((false, false), (shown.From!.IsKnown, shown.To!.IsKnown));
        Assert.Null(shown.WhyNotYou);
        Assert.Equal("150.00", shown.Amount);
    }

    [Fact]
    public async Task Without_a_rule_there_is_no_limit_to_show()
    {
        await using var application = Held.Application();
        await application.HoldAsync();
        application.Rules();

        var shown = Assert.Single((await application.CallAsync(Known.Approver, new ListApprovals())).Operations);

        Assert.Null(shown.Rule);
        Assert.Empty(shown.Limits);
    }
}
