using FinancialMcp.Application.Approvals;
using FinancialMcp.Application.Operations;

namespace FinancialMcp.Application.Tests.Approvals;

public sealed class ListDecidedApprovalsTests
{
    [Fact]
    public async Task It_shows_what_people_decided_newest_first_with_what_came_of_it_and_how_long_it_took()
    {
        await using var application = Held.Application();
        var approved = await application.HoldAsync("150");
        application.Clock.Advance(TimeSpan.FromMinutes(1));
        await application.VoteAsync(Known.Approver, approved);
        await application.CarryOutAsync(application.Stored(approved));
        var rejected = await application.HoldAsync("1000", key: 2);
        application.Clock.Advance(TimeSpan.FromMinutes(2));
        await application.VoteAsync(Known.Approver, rejected);
        application.Clock.Advance(TimeSpan.FromMinutes(3));
        await application.VoteAsync(Known.OtherApprover, rejected, approves: false);

        var list = await application.CallAsync(Known.Auditor, new ListDecidedApprovals());

        Assert.Equal(
            [
                (rejected.Id, "rejected", false, TimeSpan.FromMinutes(5)),
                (approved.Id, "succeeded", (bool?)true, (TimeSpan?)TimeSpan.FromMinutes(1)),
            ],
            list.Operations.Select(one => (one.OperationId, one.Status, one.Approved, one.Took))
        );
        Assert.Equal(TimeSpan.FromMinutes(3), list.MedianTime);
        Assert.Equal(["paula", "pedro"], list.Operations[0].Votes.Select(vote => vote.Approver));
        Assert.Equal(
            ("1000.00", "USD", "alice"),
            (list.Operations[0].Amount, list.Operations[0].Currency, list.Operations[0].AgentParty)
        );
    }

    [Fact]
    public async Task What_still_waits_and_what_nobody_voted_on_is_not_shown()
    {
        await using var application = Held.Application();
        var half = await application.HoldAsync("1000");
        await application.VoteAsync(Known.Approver, half);
        var cancelled = await application.HoldAsync("150", key: 2);
        await application.CallAsync(Known.Alice, new CancelOperation(cancelled.Id));

        var list = await application.CallAsync(Known.Approver, new ListDecidedApprovals());

        Assert.Empty(list.Operations);
        Assert.Null(list.MedianTime);
    }

    [Fact]
    public async Task What_ended_before_enough_had_voted_was_decided_by_nobody()
    {
        await using var application = Held.Application();
        var half = await application.HoldAsync("1000");
        await application.VoteAsync(Known.Approver, half);
        await application.CallAsync(Known.Alice, new CancelOperation(half.Id));

        var list = await application.CallAsync(Known.Approver, new ListDecidedApprovals());

        var shown = Assert.Single(list.Operations);
        Assert.Equal(("cancelled", null, null), (shown.Status, shown.Approved, shown.Took));
        Assert.Null(list.MedianTime);
    }
}
