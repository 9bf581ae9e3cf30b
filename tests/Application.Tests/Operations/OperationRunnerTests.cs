using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Tests.Fakes;
using FinancialMcp.Application.Transactions;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Operations;

public sealed class OperationRunnerTests
{
    [Fact]
    public async Task A_change_is_sent_once_in_the_callers_name_and_answered_with_its_receipt()
    {
        await using var application = new TestApplication().WithAccounts();

        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());

        var sent = Assert.Single(application.Bank.Sent);
        Assert.Equal(
            new Transfer(Known.AliceChecking, Known.BobChecking, new Money(1250, CurrencyCode.Usd), null),
            sent.Instruction
        );
        Assert.Equal(new BackendIdentity("alice", IsStaff: false), sent.BackendIdentity);
        Assert.Equal(BackendKey.For(Known.Alice.Principal, Known.Key()), sent.BackendKey);
        Assert.Equal((1, 1L, OperationState.Dispatching), (sent.Attempt, sent.Fence, sent.State));
        Assert.Equal(TestApplication.Start.AddSeconds(35), sent.LeaseUntil);
        Assert.Equal(
            ("succeeded", false, "transfer_funds", "12.50", "USD"),
            (receipt.Status, receipt.Replayed, receipt.Tool, receipt.Amount, receipt.Currency)
        );
        Assert.Equal("12.50", receipt.Transaction!.Amount);
        Assert.Null(receipt.Next);
        Assert.Null(receipt.Message);
    }

    [Fact]
    public async Task The_record_tells_how_long_the_call_waited_for_the_bank_and_for_the_database()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Operations.BeforeClaim = () => application.Clock.Advance(TimeSpan.FromMilliseconds(40));

        await application.CallAsync(Known.Alice, Known.Transfer());

        var outcome = application.Trail.Records.Single(record => record.Code == AuditCode.OperationOutcome);
        Assert.Equal(TimeSpan.FromMilliseconds(40), outcome.StoreTime);
        Assert.Equal(TimeSpan.Zero, outcome.BankTime);
    }

    [Fact]
    public async Task Two_calls_with_one_key_execute_once()
    {
        await using var application = new TestApplication().WithAccounts();

        var first = await application.CallAsync(Known.Alice, Known.Transfer());
        var second = await application.CallAsync(Known.Alice, Known.Transfer());

        Assert.Single(application.Bank.Sent);
        Assert.Equal(first with { Replayed = true, RequestId = second.RequestId }, second);
        Assert.Equal(AuditCode.CallReplayed, application.Trail.Records[^1].Code);
    }

    [Fact]
    public async Task A_replay_asks_the_bank_nothing()
    {
        await using var application = new TestApplication().WithAccounts();
        await application.CallAsync(Known.Alice, Known.Transfer());
        application.Bank.IsAway = true;

        var second = await application.CallAsync(Known.Alice, Known.Transfer());

        Assert.True(second.Replayed);
    }

    /// <summary>"12.5" and "12.50" are one amount, and a description left out is one given as none.</summary>
    [Fact]
    public async Task The_same_arguments_written_otherwise_are_the_same_call()
    {
        await using var application = new TestApplication().WithAccounts();
        await application.CallAsync(Known.Alice, Known.Transfer("12.5"));

        var second = await application.CallAsync(Known.Alice, Known.Transfer("12.50"));

        Assert.True(second.Replayed);
    }

    [Fact]
    public async Task A_key_used_for_other_arguments_is_refused_and_names_its_operation()
    {
        await using var application = new TestApplication().WithAccounts();
        var first = await application.CallAsync(Known.Alice, Known.Transfer());

        Mediator.IRequest<Application.Operations.OperationReceipt>[] others =
        [
            Known.Transfer("12.51"),
            Known.Transfer() with
            {
                ToAccountId = Known.AliceSavings,
            },
            Known.Transfer() with
            {
                Description = "Rent",
            },
            Known.Transfer() with
            {
                Currency = CurrencyCode.Usd,
            },
            new WithdrawFunds(Known.AliceChecking, Amount.Parse("12.50"), null, null, Known.Key(), null),
        ];
        foreach (var other in others)
        {
            var refused = await application.RefusedAsync(Known.Alice, other);
            Assert.Equal(ErrorCodes.IdempotencyKeyReused, refused.Code);
            Assert.Equal(first.OperationId, refused.OperationId);
        }

        Assert.Single(application.Bank.Sent);
    }

    [Fact]
    public async Task Two_callers_may_use_one_key()
    {
        await using var application = new TestApplication().WithAccounts();
        var bobs = new TransferFunds(
            Known.BobChecking,
            Known.AliceChecking,
            Amount.Parse("1"),
            null,
            null,
            Known.Key(),
            null
        );

        var alices = await application.CallAsync(Known.Alice, Known.Transfer());
        var receipt = await application.CallAsync(Known.Bob, bobs);

        Assert.NotEqual(alices.OperationId, receipt.OperationId);
        Assert.Equal(2, application.Bank.Sent.Count);
        Assert.Equal(2, application.Bank.Sent.Select(sent => sent.BackendKey).Distinct().Count());
    }

    [Fact]
    public async Task A_twin_of_a_change_on_its_way_is_told_so()
    {
        await using var application = new TestApplication().WithAccounts();
        var (arrived, answer) = (new TaskCompletionSource(), new TaskCompletionSource());
        application.Bank.Answer = async operation =>
        {
            arrived.SetResult();
            await answer.Task;
            return ScriptedBank.Done(operation);
        };

        var first = application.CallAsync(Known.Alice, Known.Transfer());
        await arrived.Task;
        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer());
        answer.SetResult();

        Assert.Equal((ErrorCodes.OperationInProgress, Retry.SameKey), (refused.Code, refused.Retry));
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal((await first).OperationId, refused.OperationId);
        Assert.Single(application.Bank.Sent);
    }

    [Fact]
    public async Task Many_twins_at_once_execute_once()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Answer = async operation =>
        {
            await Task.Yield();
            return ScriptedBank.Done(operation);
        };

        var twins = Enumerable
            .Range(0, 32)
            .Select(_ =>
                Task.Run(async () =>
                {
                    try
                    {
                        return (await application.CallAsync(Known.Alice, Known.Transfer())).OperationId;
                    }
                    catch (AppException refused) when (refused.Code == ErrorCodes.OperationInProgress)
                    {
                        return refused.OperationId;
                    }
                })
            );
        var operations = await Task.WhenAll(twins);

        Assert.Single(application.Bank.Sent);
        Assert.Single(operations.Distinct());
    }

    [Fact]
    public async Task A_refusal_before_anything_is_sent_leaves_the_key_free()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Change(Known.AliceChecking, account => account with { Status = AccountStatus.Frozen });

        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer());
        application.Change(Known.AliceChecking, account => account with { Status = AccountStatus.Active });
        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());

        Assert.Equal(ErrorCodes.AccountFrozen, refused.Code);
        Assert.Null(refused.OperationId);
        Assert.False(receipt.Replayed);
    }

    [Fact]
    public async Task The_callers_key_is_stored_as_a_digest_only()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.CallAsync(Known.Alice, Known.Transfer());

        var row = Assert.Single(application.Operations.Rows);
        Assert.Matches("^[0-9a-f]{64}$", row.KeyHash);
        Assert.DoesNotContain(Known.Key().ToString(), row.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Staff_is_served_in_the_name_of_the_banks_staff_user()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.CallAsync(Known.Officer, Known.Transfer());

        Assert.Equal(
            new BackendIdentity("olivia", IsStaff: true),
            Assert.Single(application.Bank.Sent).BackendIdentity
        );
        Assert.Equal("frank", application.Trail.Records[^1].Principal!.Subject);
    }
}
