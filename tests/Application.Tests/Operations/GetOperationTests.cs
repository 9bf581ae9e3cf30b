using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Operations;

public sealed class GetOperationTests
{
    [Fact]
    public async Task An_operation_is_found_by_its_id_and_by_its_key()
    {
        await using var application = new TestApplication().WithAccounts();
        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());

        var byId = await application.CallAsync(Known.Alice, ById(receipt.OperationId));
        var byKey = await application.CallAsync(Known.Alice, new GetOperation(null, Known.Key()));

        Assert.Equal(receipt with { RequestId = byId.RequestId }, byId);
        Assert.Equal(byId with { RequestId = byKey.RequestId }, byKey);
    }

    [Fact]
    public async Task A_failed_operation_is_answered_with_its_receipt()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Answer = _ => Task.FromResult(Outcome.NotExecuted(ErrorCodes.LimitExceeded, "Too much."));
        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer());

        var receipt = await application.CallAsync(Known.Alice, ById(refused.OperationId!));

        Assert.Equal("failed", receipt.Status);
        Assert.Equal(new OperationFailure(ErrorCodes.LimitExceeded, "Too much."), receipt.Failure);
        Assert.Null(receipt.Next);
    }

    [Fact]
    public async Task An_operation_on_its_way_is_answered_with_its_receipt()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Operations.RefusesSettling = true;
        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());

        var seen = await application.CallAsync(Known.Alice, ById(receipt.OperationId));

        Assert.Equal("in_progress", seen.Status);
        Assert.Equal("get_operation", seen.Next!.Tool);
    }

    /// <summary>Also staff, and also somebody else acting for the same subject.</summary>
    [Fact]
    public async Task Somebody_elses_operation_and_an_unknown_one_answer_the_same()
    {
        await using var application = new TestApplication().WithAccounts();
        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());
        var agent = Known.Alice with { Principal = Known.Alice.Principal with { ActingParty = "agent" } };

        AppException[] refusals =
        [
            await application.RefusedAsync(Known.Bob, ById(receipt.OperationId)),
            await application.RefusedAsync(Known.Admin, ById(receipt.OperationId)),
            await application.RefusedAsync(agent, ById(receipt.OperationId)),
            await application.RefusedAsync(Known.Bob, new GetOperation(null, Known.Key())),
            await application.RefusedAsync(Known.Alice, ById(OperationId.New(application.Clock).ToString())),
            await application.RefusedAsync(Known.Alice, new GetOperation(null, Known.Key(99))),
        ];

        Assert.All(refusals, refused => Assert.Equal(ErrorCodes.OperationNotFound, refused.Code));
        Assert.Single(refusals.Select(refused => (refused.Message, refused.OperationId)).Distinct());
    }

    [Fact]
    public async Task It_takes_exactly_one_of_id_and_key()
    {
        await using var application = new TestApplication().WithAccounts();

        await application.InvalidAsync(Known.Alice, new GetOperation(null, null), "operation_id");
        await application.InvalidAsync(
            Known.Alice,
            new GetOperation(OperationId.New(application.Clock), Known.Key()),
            "operation_id"
        );
    }

    [Fact]
    public async Task It_changes_nothing_and_asks_the_bank_nothing()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Bank.Answer = _ => Task.FromResult(Outcome.Unknown());
        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());
        var (row, asked) = (application.Operations.Rows[0], application.Bank.AskedAs.Count);
        application.Clock.Advance(TimeSpan.FromHours(1));

        await application.CallAsync(Known.Alice, ById(receipt.OperationId));

        Assert.Same(row, Assert.Single(application.Operations.Rows));
        Assert.Equal(asked, application.Bank.AskedAs.Count);
        Assert.Single(application.Bank.Sent);
        var record = application.Trail.Records[^1];
        Assert.Equal((AuditCode.CallAnswered, receipt.OperationId), (record.Code, record.OperationId.ToString()));
    }

    private static GetOperation ById(string id) =>
        new(OperationId.TryParse(id, out var parsed) ? parsed : throw new FormatException(id), null);
}
