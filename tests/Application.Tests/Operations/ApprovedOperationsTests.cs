using FinancialMcp.Application.Audit;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Domain.Policies;

namespace FinancialMcp.Application.Tests.Operations;

/// <summary>An approved operation is judged again before it is sent, by what holds then.</summary>
public sealed class ApprovedOperationsTests
{
    [Fact]
    public async Task What_was_approved_is_sent_once_as_it_was_asked_for()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();

        var done = await application.CarryOutAsync(ready);
        await application.CarryOutAsync(ready);

        Assert.Equal(OperationState.Succeeded, done.State);
        var sent = Assert.Single(application.Bank.Sent);
        Assert.Equal(ready.BackendBody, sent.BackendBody);
        Assert.Equal((1, TestApplication.Start.AddSeconds(35)), (sent.Attempt, sent.LeaseUntil));
        Assert.Equal(TestApplication.Start, application.Row.Approval!.ConsumedAt);
        Assert.Equal(
            [
                AuditCode.OperationIntent,
                AuditCode.ApprovalVote,
                AuditCode.OperationDispatch,
                AuditCode.OperationOutcome,
            ],
            application.Trail.Records.Select(record => record.Code)
        );
        Assert.All(
            application.Operations.Windows.Values,
            window => Assert.Equal(new LimitWindow(15_000, 0, 1, 0), window)
        );
    }

    [Fact]
    public async Task Many_replicas_at_once_send_it_once()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => application.CarryOutAsync(ready))));

        Assert.Single(application.Bank.Sent);
        Assert.Equal(OperationState.Succeeded, application.Row.State);
    }

    [Fact]
    public async Task A_policy_that_now_asks_for_more_people_holds_it_again_until_they_have_voted()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        application.Rules(Held.Rule with { Approvals = [new ApprovalBand(Amount.Parse("100"), 2)] });

        var asking = await application.CarryOutAsync(ready);
        var twice = await Assert.ThrowsAsync<AppException>(() => application.VoteAsync(Known.Approver, asking));
        await application.VoteAsync(Known.OtherApprover, asking);
        var done = await application.CarryOutAsync(application.Row);

        Assert.Equal(
            (OperationState.PendingApproval, 2, 1),
            (asking.State, asking.Approval!.Needed, asking.Approval.Given)
        );
        Assert.Equal(ErrorCodes.ValidationError, twice.Code);
        Assert.Equal(OperationState.Succeeded, done.State);
        Assert.Contains(application.Trail.Records, record => record.Code == AuditCode.OperationAsksMore);
        Assert.Single(application.Bank.Sent);
    }

    [Theory]
    [InlineData(StopScope.Everything, null)]
    [InlineData(StopScope.Tool, "transfer_funds")]
    [InlineData(StopScope.Account, "1003")]
    public async Task Under_a_stop_it_waits_and_goes_on_after_it(StopScope scope, string? value)
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        var stop = new Stop(Guid.CreateVersion7(), scope, value, "r", "oskar", TestApplication.Start, null);
        application.Oversight.Set(state => state with { Stops = [stop] });

        var waiting = await application.CarryOutAsync(ready);
        Assert.Empty(application.Bank.Sent);
        application.Oversight.Set(state => state with { Stops = [] });
        var done = await application.CarryOutAsync(ready);

        Assert.Equal((OperationState.Ready, OperationState.Succeeded), (waiting.State, done.State));
    }

    [Fact]
    public async Task A_stop_that_comes_between_judgement_and_lease_is_in_time()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        application.KeepsWatch = false;
        application.Oversight.Set(state =>
            state with
            {
                Stops =
                [
                    new Stop(Guid.CreateVersion7(), StopScope.Everything, null, "r", "o", TestApplication.Start, null),
                ],
            }
        );

        var waiting = await application.CarryOutAsync(ready);

        Assert.Equal(OperationState.Ready, waiting.State);
        Assert.Empty(application.Bank.Sent);
        Assert.Equal(OperationState.Ready, application.Row.State);
    }

    [Fact]
    public async Task It_waits_while_peoples_decisions_cannot_be_read()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        application.Oversight.IsAway = true;
        application.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal(OperationState.Ready, (await application.CarryOutAsync(ready)).State);
        Assert.Empty(application.Bank.Sent);
    }

    [Fact]
    public async Task What_was_approved_too_late_expires()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        application.Clock.Advance(TimeSpan.FromHours(24));

        var expired = await application.CarryOutAsync(ready);

        Assert.Equal(OperationState.Expired, expired.State);
        Assert.Equal(AuditCode.OperationEnded, application.Trail.Records[^1].Code);
        Assert.Empty(application.Bank.Sent);
        MustHoldNothing(application);
    }

    [Fact]
    public async Task A_moment_before_its_expiry_it_is_still_sent()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        application.Clock.Advance(TimeSpan.FromHours(24) - TimeSpan.FromMilliseconds(1));

        Assert.Equal(OperationState.Succeeded, (await application.CarryOutAsync(ready)).State);
    }

    [Fact]
    public async Task Its_hold_goes_with_it_into_the_day_it_is_sent_in()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        application.Clock.Advance(TimeSpan.FromHours(13));

        await application.CarryOutAsync(ready);

        var days = application
            .Operations.Windows.Where(entry => entry.Key.Period == LimitPeriod.Day)
            .OrderBy(entry => entry.Key.Start)
            .Select(entry => entry.Value);
        Assert.Equal([LimitWindow.Empty, new LimitWindow(15_000, 0, 1, 0)], days);
    }

    [Fact]
    public async Task While_the_bank_does_not_answer_it_stays_approved()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        application.Bank.IsAway = true;

        var waiting = await application.CarryOutAsync(ready);
        application.Bank.IsAway = false;
        var done = await application.CarryOutAsync(ready);

        Assert.Equal((OperationState.Ready, OperationState.Succeeded), (waiting.State, done.State));
        Assert.Equal(1, done.Attempt);
    }

    [Fact]
    public async Task An_unknown_outcome_is_in_doubt_and_keeps_its_hold()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();
        application.Bank.Answer = _ => Task.FromResult(Outcome.Unknown());

        var doubted = await application.CarryOutAsync(ready);
        await application.CarryOutAsync(ready);

        Assert.Equal(OperationState.InDoubt, doubted.State);
        Assert.All(application.Operations.Windows.Values, window => Assert.Equal(15_000, window.Held));
        Assert.Single(application.Bank.Sent);
    }

    private static void MustHoldNothing(TestApplication application) =>
        Assert.All(
            application.Operations.Windows.Values,
            window => Assert.Equal((0, 0), (window.Held, window.HeldCount))
        );
}
