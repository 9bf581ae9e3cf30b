using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Approvals;
using FinancialMcp.Application.Audit;

namespace FinancialMcp.Application.Tests.Approvals;

public sealed class ListRecentCallsTests
{
    [Fact]
    public async Task It_shows_what_the_agent_did_lately_newest_first_without_the_operation_itself()
    {
        await using var application = Held.Application();
        await application.CallAsync(Known.Alice, Known.Transfer("5", key: 2));
        await application.CallAsync(Known.Alice, new GetAccount(Known.AliceChecking));
        await application.RefusedAsync(Known.Alice, Known.Transfer("3000", key: 3));
        await application.CallAsync(Known.Bob, new GetAccount(Known.BobChecking));
        var held = await application.HoldAsync();

        var calls = await application.CallAsync(Known.Approver, new ListRecentCalls(held.Id));

        Assert.Equal(
            [
                ("transfer_funds", AuditOutcome.Refused, "LIMIT_EXCEEDED", null),
                ("get_account", AuditOutcome.Answered, null, null),
                ("transfer_funds", AuditOutcome.Succeeded, null, "5.00"),
            ],
            calls.Select(call => (call.Tool, call.Outcome, call.ErrorCode, call.Amount))
        );
    }

    [Fact]
    public async Task The_look_is_recorded_under_the_operation()
    {
        await using var application = Held.Application();
        var held = await application.HoldAsync();

        await application.CallAsync(Known.Approver, new ListRecentCalls(held.Id));

        var record = application.Trail.Records[^1];
        Assert.Equal(
            (AuditCode.AuditRead, "paula", held.Id),
            (record.Code, record.Principal!.Subject, record.OperationId!.Value)
        );
    }

    [Fact]
    public async Task Of_an_agent_that_nobody_has_to_decide_about_it_shows_nothing()
    {
        await using var application = Held.Application();
        var ready = await application.ReadyAsync();

        var decided = await application.RefusedAsync(Known.OtherApprover, new ListRecentCalls(ready.Id));
        var unknown = await application.RefusedAsync(
            Known.Approver,
            new ListRecentCalls(Known.IdOf("0199c0de-0000-7000-8000-0000000000cc"))
        );

        Assert.Equal(ErrorCodes.OperationNotFound, decided.Code);
        Assert.Equal(ErrorCodes.OperationNotFound, unknown.Code);
    }
}
