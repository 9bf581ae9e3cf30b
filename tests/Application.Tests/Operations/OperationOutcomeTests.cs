using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Tests.Fakes;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Operations;

/// <summary>What a change comes to after it may have left, and what its caller is told.</summary>
public sealed class OperationOutcomeTests
{
    [Fact]
    public async Task An_unknown_outcome_is_stored_and_answered_as_in_doubt_every_time()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Answer = _ => Task.FromResult(Outcome.Unknown());

        var first = await application.CallAsync(Known.Alice, Known.Transfer());
        var second = await application.CallAsync(Known.Alice, Known.Transfer());

        Assert.Equal(("in_doubt", "in_doubt"), (first.Status, second.Status));
        Assert.Contains("Do not submit it again", first.Message, StringComparison.Ordinal);
        Assert.Equal("get_operation", first.Next!.Tool);
        Assert.Equal(first.OperationId, first.Next.Arguments["operation_id"]);
        Assert.Null(first.Failure);
        Assert.Equal(OperationState.InDoubt, Assert.Single(application.Operations.Rows).State);
        Assert.Equal(AuditCode.OperationInDoubt, application.Trail.Records[1].Code);
        Assert.Single(application.Bank.Sent);
    }

    [Theory]
    [InlineData(OutcomeClass.Accepted, "awaiting_bank", AuditCode.OperationAwaitingBank)]
    [InlineData(OutcomeClass.NeedsOperator, "needs_operator", AuditCode.OperationNeedsOperator)]
    public async Task What_is_not_settled_is_answered_as_what_it_is(OutcomeClass outcome, string status, AuditCode code)
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Answer = _ => Task.FromResult(new Outcome(outcome, null, null, null, null));

        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());

        Assert.Equal(status, receipt.Status);
        Assert.NotNull(receipt.Message);
        Assert.NotNull(receipt.Next);
        Assert.Equal(code, application.Trail.Records[^1].Code);
    }

    [Fact]
    public async Task A_failure_is_answered_with_its_code_and_operation_every_time()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Answer = _ =>
            Task.FromResult(Outcome.NotExecuted(ErrorCodes.InsufficientFunds, "Too little."));

        var first = await application.RefusedAsync(Known.Alice, Known.Transfer());
        var second = await application.RefusedAsync(Known.Alice, Known.Transfer());

        var row = Assert.Single(application.Operations.Rows);
        Assert.All(
            [first, second],
            refused =>
            {
                Assert.Equal((ErrorCodes.InsufficientFunds, "Too little."), (refused.Code, refused.Message));
                Assert.Equal(row.Id.ToString(), refused.OperationId);
                Assert.Equal(Retry.NewKey, refused.Retry);
            }
        );
        Assert.Single(application.Bank.Sent);
    }

    /// <summary>The bank said yes, but nobody will find that written: saying so would be a promise we cannot keep.</summary>
    [Fact]
    public async Task A_success_that_cannot_be_committed_is_answered_as_in_doubt()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Operations.RefusesSettling = true;

        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());

        Assert.Equal("in_doubt", receipt.Status);
        Assert.Null(receipt.Transaction);
        Assert.Equal(OperationState.Dispatching, Assert.Single(application.Operations.Rows).State);
        Assert.Equal([AuditCode.OperationIntent], application.Trail.Records.Select(record => record.Code));
    }

    [Fact]
    public async Task A_failure_that_cannot_be_committed_is_answered_as_in_doubt()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Operations.RefusesSettling = true;
        application.Bank.Answer = _ => Task.FromResult(Outcome.NotExecuted(ErrorCodes.LimitExceeded, "Too much."));

        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());

        Assert.Equal("in_doubt", receipt.Status);
        Assert.Null(receipt.Failure);
    }

    /// <summary>Its lease ran out and somebody else concluded: the late answer is neither written nor told.</summary>
    [Fact]
    public async Task A_call_that_lost_its_lease_answers_what_was_concluded_instead()
    {
        await using var application = new TestApplication().WithAccounts();
        var records = new AuditEvent
        {
            Id = Guid.CreateVersion7(TestApplication.Start),
            Code = AuditCode.OperationLeaseExpired,
            RequestId = "recovery",
            Decision = "none",
        };
        application.Operations.BeforeSettling = _ =>
        {
            application.Clock.Advance(TimeSpan.FromSeconds(36));
            application.Operations.RecoverExpiredAsync(_ => records, CancellationToken.None).GetAwaiter().GetResult();
        };

        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());

        Assert.Equal("in_doubt", receipt.Status);
        var row = Assert.Single(application.Operations.Rows);
        Assert.Equal((OperationState.InDoubt, 2L), (row.State, row.Fence));
        Assert.Equal(
            [
                AuditCode.OperationIntent,
                AuditCode.OperationLeaseExpired,
                AuditCode.OperationFenced,
                AuditCode.CallAnswered,
            ],
            application.Trail.Records.Select(record => record.Code)
        );
    }

    [Fact]
    public async Task A_caller_who_goes_away_after_dispatch_changes_nothing()
    {
        await using var application = new TestApplication().WithAccounts();
        using var gone = new CancellationTokenSource();
        application.Bank.Answer = async operation =>
        {
            await gone.CancelAsync();
            return ScriptedBank.Done(operation);
        };

        var receipt = await application.CallAsync(Known.Alice, Known.Transfer(), gone.Token);

        Assert.Equal("succeeded", receipt.Status);
        Assert.Equal(OperationState.Succeeded, Assert.Single(application.Operations.Rows).State);
        Assert.Equal(AuditCode.OperationOutcome, application.Trail.Records[^1].Code);
    }

    /// <summary>After the dispatch a bug is no proof that nothing happened.</summary>
    [Fact]
    public async Task A_defect_after_the_dispatch_is_answered_as_in_doubt()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Answer = _ => throw new InvalidOperationException("A bug.");

        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());

        Assert.Equal("in_doubt", receipt.Status);
        Assert.Equal("get_operation", receipt.Next!.Tool);
        Assert.Equal(
            [AuditCode.OperationIntent, AuditCode.CallAnswered],
            application.Trail.Records.Select(record => record.Code)
        );
    }

    [Fact]
    public async Task An_outcome_that_could_not_be_committed_is_committed_later_while_the_lease_holds()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Operations.RefusesSettling = true;
        await application.CallAsync(Known.Alice, Known.Transfer());

        application.Operations.RefusesSettling = false;
        Assert.True(
            SpinWait.SpinUntil(
                () =>
                {
                    application.Clock.Advance(TimeSpan.FromMilliseconds(100));
                    return application.Operations.Rows[0].State == OperationState.Succeeded;
                },
                TimeSpan.FromSeconds(30)
            )
        );

        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());
        Assert.Equal(("succeeded", true), (receipt.Status, receipt.Replayed));
        Assert.Single(application.Bank.Sent);
    }
}
