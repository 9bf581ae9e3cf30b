using FinancialMcp.Application.Approvals;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Approvals;

public sealed class CastVoteTests
{
    [Fact]
    public async Task One_approval_where_one_is_needed_makes_it_ready_and_is_recorded_with_who_and_why()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync();

        var result = await application.CallAsync(
            Known.Approver,
            new CastVote(held.Id, held.ParamsDigest, true, "Checked with alice.")
        );

        Assert.Equal(new VoteResult(held.Id, "approved", 1, 1), result);
        var record = application.Trail.Records[^1];
        Assert.Equal((AuditCode.ApprovalVote, "paula"), (record.Code, record.Principal!.Subject));
        Assert.Equal(
            (held.Id, "approved", "approves: Checked with alice."),
            (record.OperationId, record.State, record.Reason)
        );
        Assert.Equal(2, application.Trail.Records.Count);
        Assert.Empty(application.Bank.Sent);
    }

    [Fact]
    public async Task Two_are_needed_of_two_people()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync("1000");

        var first = await application.VoteAsync(Known.Approver, held);
        var again = await Assert.ThrowsAsync<AppException>(() => application.VoteAsync(Known.Approver, held));
        var second = await application.VoteAsync(Known.OtherApprover, held);

        Assert.Equal(("pending_approval", 1), (first.Status, first.Given));
        Assert.Contains("You have voted", again.Message, StringComparison.Ordinal);
        Assert.Equal(("approved", 2), (second.Status, second.Given));
    }

    [Fact]
    public async Task One_rejection_ends_it_and_the_agent_is_told()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync("1000");
        await application.VoteAsync(Known.Approver, held);

        var result = await application.VoteAsync(Known.OtherApprover, held, approves: false);

        Assert.Equal("rejected", result.Status);
        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer("1000"));
        Assert.Equal((ErrorCodes.AuthorizationError, held.Id.ToString()), (refused.Code, refused.OperationId));
        Assert.All(application.Operations.Windows.Values, window => Assert.Equal(0, window.Held));
    }

    [Fact]
    public async Task A_rejection_needs_a_reason()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync();

        await application.InvalidAsync(Known.Approver, new CastVote(held.Id, held.ParamsDigest, false, " "), "reason");
        await application.InvalidAsync(Known.Approver, new CastVote(held.Id, "", true, null), "digest");
        Assert.Equal(held, application.Row);
    }

    [Fact]
    public async Task Nobody_votes_on_what_they_asked_for_themselves()
    {
        await using var application = Held.Application();
        application.Record(Known.Approver, "paula-at-bank", "alice");
        var held = await application.HoldAsync();

        await MustRefuseAsync(application, held, ErrorCodes.AuthorizationError, "asked for this payment yourself");
    }

    [Fact]
    public async Task Nobody_votes_on_what_acts_for_them()
    {
        await using var application = Held.Application();
        application.Record(Known.Approver, "robot");
        var agent = Known.Alice with { Principal = Known.Alice.Principal with { ActingParty = "robot" } };
        await application.CallAsync(agent, Known.Transfer("150"));

        await MustRefuseAsync(
            application,
            application.Row,
            ErrorCodes.AuthorizationError,
            "asked for this payment yourself"
        );
    }

    [Fact]
    public async Task Nobody_votes_on_what_their_agent_asked_for()
    {
        await using var application = Held.Application();
        application.Agent(Known.Alice.Principal, agent => agent with { Owner = "paula" });
        var held = await application.HoldAsync();

        await MustRefuseAsync(application, held, ErrorCodes.AuthorizationError, "answer for the agent");
    }

    /// <summary>Also for an agent that was registered a moment ago, which raises no version and no memory knows.</summary>
    [Fact]
    public async Task Nobody_votes_on_what_their_newly_registered_agent_asked_for()
    {
        await using var application = Held.Application();
        application.Record(Known.Person(Known.Owner, "approver"), "somebody");
        await application.CallAsync(Known.CallerOf("carol", "financial_officer"), Known.Transfer("150"));

        var refused = await Assert.ThrowsAsync<AppException>(() =>
            application.VoteAsync(Known.Person(Known.Owner, "approver"), application.Row)
        );

        Assert.Contains("answer for the agent", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_votes_whose_own_names_are_not_recorded()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync();
        application.Record(Known.Approver);

        await MustRefuseAsync(application, held, ErrorCodes.AuthorizationError, "not recorded");
        var stranger = await Assert.ThrowsAsync<AppException>(() =>
            application.VoteAsync(Known.Person("stranger", "approver"), held)
        );
        Assert.Contains("not recorded", stranger.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vote_on_another_payment_than_the_one_shown_does_not_count()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync();
        var other = await application.HoldAsync("151", key: 2);

        var refused = await application.RefusedAsync(
            Known.Approver,
            new CastVote(held.Id, other.ParamsDigest, true, null)
        );

        Assert.Equal(ErrorCodes.ValidationError, refused.Code);
        Assert.Contains("not the one that you were shown", refused.Message, StringComparison.Ordinal);
        Assert.Equal(held, application.Stored(held));
    }

    [Fact]
    public async Task After_its_time_nobody_votes()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync();
        application.Clock.Advance(TimeSpan.FromHours(24));

        await MustRefuseAsync(application, held, ErrorCodes.ValidationError, "time is over");
    }

    [Fact]
    public async Task What_waits_for_no_vote_and_what_does_not_exist_takes_none()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();

        await MustRefuseAsync(application, ready, ErrorCodes.ValidationError, "waits for no vote");
        var unknown = await application.RefusedAsync(
            Known.Approver,
            new CastVote(OperationId.New(application.Clock), ready.ParamsDigest, true, null)
        );
        Assert.Equal(ErrorCodes.OperationNotFound, unknown.Code);
    }

    /// <summary>Both read it without a vote; the second is judged again on what the first left.</summary>
    [Fact]
    public async Task Of_two_votes_at_once_both_count_and_none_twice()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync("1000");
        application.Operations.BeforeMove = () =>
            application.VoteAsync(Known.OtherApprover, held).GetAwaiter().GetResult();

        var result = await application.VoteAsync(Known.Approver, held);

        Assert.Equal(("approved", 2), (result.Status, result.Given));
        var votes = await application.Operations.VotesAsync(held.Id, CancellationToken.None);
        Assert.Equal(["pedro", "paula"], votes.Select(vote => vote.Approver));
    }

    [Fact]
    public async Task Of_the_same_vote_at_once_many_times_one_counts()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync("1000");

        var votes = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        try
                        {
                            await application.VoteAsync(Known.Approver, held);
                            return 1;
                        }
                        catch (AppException)
                        {
                            return 0;
                        }
                    })
                )
        );

        Assert.Equal(1, votes.Sum());
        Assert.Equal((OperationState.PendingApproval, 1), (application.Row.State, application.Row.Approval!.Given));
    }

    [Fact]
    public async Task What_its_asker_cancels_in_the_meantime_takes_no_vote()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync();
        application.Operations.BeforeMove = () =>
            application
                .CallAsync(Known.Alice, new Application.Operations.CancelOperation(held.Id))
                .GetAwaiter()
                .GetResult();

        await MustRefuseAsync(
            application,
            held,
            ErrorCodes.ValidationError,
            "waits for no vote",
            OperationState.Cancelled
        );
    }

    [Fact]
    public async Task A_vote_that_cannot_be_recorded_is_not_cast()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync();
        application.Trail.IsDown = true;

        var refused = await Assert.ThrowsAsync<AppException>(() => application.VoteAsync(Known.Approver, held));

        Assert.Equal(ErrorCodes.AuditUnavailable, refused.Code);
        Assert.Equal(held, application.Row);
    }

    private static async Task MustRefuseAsync(
        TestApplication application,
        Operation operation,
        string code,
        string words,
        OperationState? state = null
    )
    {
        var refused = await Assert.ThrowsAsync<AppException>(() => application.VoteAsync(Known.Approver, operation));

        Assert.Equal(code, refused.Code);
        Assert.Contains(words, refused.Message, StringComparison.Ordinal);
        Assert.Equal(state ?? operation.State, application.Stored(operation).State);
        Assert.DoesNotContain(
            await application.Operations.VotesAsync(operation.Id, CancellationToken.None),
            vote => vote.Approver == "paula" && operation.State == OperationState.PendingApproval
        );
    }
}
