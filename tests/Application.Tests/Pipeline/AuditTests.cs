using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Pipeline;

public sealed class AuditTests
{
    [Fact]
    public async Task A_read_leaves_one_record()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.CallAsync(Known.Alice, new GetAccount(Known.AliceChecking));

        var record = Assert.Single(application.Trail.Records);
        Assert.Equal(AuditCode.CallAnswered, record.Code);
        Assert.Equal("get_account", record.Tool);
        Assert.Equal(Known.Alice.Principal, record.Principal);
        Assert.Equal(Known.AliceChecking, record.From);
        Assert.Equal("""{"account_id":"1001"}""", record.Arguments);
        Assert.Equal(AuditRecords.Allowed, record.Decision);
        Assert.Null(record.ErrorCode);
    }

    [Fact]
    public async Task A_refused_call_leaves_one_record_with_its_code()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.RefusedAsync(Known.Alice, new GetAccount(Known.BobChecking));

        var record = Assert.Single(application.Trail.Records);
        Assert.Equal(AuditCode.CallRefused, record.Code);
        Assert.Equal(ErrorCodes.AccountNotFound, record.ErrorCode);
        Assert.Equal(AuditRecords.Refused, record.Decision);
    }

    [Fact]
    public async Task An_invalid_call_leaves_one_record_that_names_its_fields()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.RefusedAsync(Known.Alice, new ListAccounts(null, null, null, Page: -1, Size: 0));

        var record = Assert.Single(application.Trail.Records);
        Assert.Equal(ErrorCodes.ValidationError, record.ErrorCode);
        Assert.Equal("page,size", record.Reason);
    }

    [Fact]
    public async Task A_missing_scope_leaves_one_record_that_says_so()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.RefusedAsync(Known.Alice.WithScopes("other:scope"), new GetAccount(Known.AliceChecking));

        Assert.Equal(AuditCode.ScopeMissing, Assert.Single(application.Trail.Records).Code);
    }

    [Fact]
    public async Task A_failure_of_the_bank_leaves_one_record_that_says_so()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.IsAway = true;

        await application.RefusedAsync(Known.Alice, new GetAccount(Known.AliceChecking));

        var record = Assert.Single(application.Trail.Records);
        Assert.Equal(AuditCode.CallFailed, record.Code);
        Assert.Equal(ErrorCodes.ServiceUnavailable, record.ErrorCode);
    }

    [Fact]
    public async Task A_bug_leaves_one_record_and_shows_itself()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Accounts.Add(null!);

        await Assert.ThrowsAsync<NullReferenceException>(() =>
            application.CallAsync(Known.Alice, new GetAccount(Known.Nowhere))
        );

        Assert.Equal(AuditCode.CallFailed, Assert.Single(application.Trail.Records).Code);
    }

    [Fact]
    public async Task A_read_that_cannot_be_recorded_is_not_answered()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Trail.IsDown = true;

        var refused = await application.RefusedAsync(Known.Alice, new GetAccount(Known.AliceChecking));

        Assert.Equal(ErrorCodes.AuditUnavailable, refused.Code);
        Assert.Equal(Retry.SameKey, refused.Retry);
        Assert.NotNull(refused.RetryAfter);
    }

    [Fact]
    public async Task Even_a_refusal_that_cannot_be_recorded_is_not_given()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Trail.IsDown = true;

        var refused = await application.RefusedAsync(Known.Alice, new GetAccount(Known.BobChecking));

        Assert.Equal(ErrorCodes.AuditUnavailable, refused.Code);
    }

    [Fact]
    public async Task A_change_whose_intent_cannot_be_recorded_is_never_sent()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Trail.IsDown = true;

        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer());

        Assert.Equal(ErrorCodes.AuditUnavailable, refused.Code);
        Assert.Empty(application.Bank.Sent);
        Assert.Empty(application.Operations.Rows);
    }

    [Fact]
    public async Task A_change_whose_claim_does_not_commit_is_never_sent()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Operations.RefusesClaims = true;

        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer());

        Assert.Equal(ErrorCodes.AuditUnavailable, refused.Code);
        Assert.Empty(application.Bank.Sent);
    }

    [Fact]
    public async Task When_a_change_is_sent_its_intent_is_committed_already()
    {
        await using var application = new TestApplication().WithAccounts();
        IReadOnlyList<AuditEvent> before = [];
        application.Bank.Answer = operation =>
        {
            before = application.Trail.Records;
            return Task.FromResult(Fakes.ScriptedBank.Done(operation));
        };

        await application.CallAsync(Known.Alice, Known.Transfer());

        var intent = Assert.Single(before);
        Assert.Equal(AuditCode.OperationIntent, intent.Code);
        Assert.Equal((Known.AliceChecking, Known.BobChecking), (intent.From!.Value, intent.To!.Value));
        Assert.Equal(1250, intent.Sum!.Value.Minor);
    }

    [Fact]
    public async Task A_change_leaves_its_intent_and_its_outcome_and_nothing_else()
    {
        await using var application = new TestApplication().WithAccounts();

        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());

        var records = application.Trail.Records;
        Assert.Equal([AuditCode.OperationIntent, AuditCode.OperationOutcome], records.Select(record => record.Code));
        Assert.All(records, record => Assert.Equal(receipt.OperationId, record.OperationId!.Value.ToString()));
        Assert.Equal("succeeded", records[1].State);
        Assert.NotNull(records[1].BackendTransactionId);
    }

    [Fact]
    public async Task A_change_the_bank_refused_leaves_its_intent_and_its_outcome_and_nothing_else()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Answer = _ =>
            Task.FromResult(Outcome.NotExecuted(ErrorCodes.InsufficientFunds, "Too little."));

        await application.RefusedAsync(Known.Alice, Known.Transfer());

        var records = application.Trail.Records;
        Assert.Equal([AuditCode.OperationIntent, AuditCode.OperationOutcome], records.Select(record => record.Code));
        Assert.Equal(("failed", ErrorCodes.InsufficientFunds), (records[1].State, records[1].ErrorCode));
    }

    [Fact]
    public async Task A_caller_who_went_away_before_anything_was_done_leaves_one_record()
    {
        await using var application = new TestApplication().WithAccounts();
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() =>
            application.CallAsync(Known.Alice, Known.Transfer(), gone.Token)
        );

        Assert.Equal(AuditCode.CallCancelled, Assert.Single(application.Trail.Records).Code);
        Assert.Empty(application.Bank.Sent);
        Assert.Empty(application.Operations.Rows);
    }
}
