using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Stops;
using FinancialMcp.Domain.Agents;

namespace FinancialMcp.Application.Tests.Stops;

public sealed class StopTests
{
    private static readonly SetStop Everything = new(StopScope.Everything, null, "Something is wrong.");

    [Fact]
    public async Task One_person_stops_and_two_release()
    {
        await using var application = new TestApplication().WithAccounts();

        var stop = await application.CallAsync(Known.Administrator, Everything);
        var stopped = await application.RefusedAsync(Known.Alice, Known.Transfer());
        var early = await application.RefusedAsync(Known.Approver, new ConfirmRelease(stop.Id, "Found it."));
        var proposed = await application.CallAsync(Known.Operator, new ProposeRelease(stop.Id, "Found it."));
        var still = await application.RefusedAsync(Known.Alice, Known.Transfer());
        var left = await application.CallAsync(Known.Approver, new ConfirmRelease(stop.Id, "Agreed."));
        var receipt = await application.CallAsync(Known.Alice, Known.Transfer());

        Assert.Equal((ErrorCodes.EmergencyStop, ErrorCodes.EmergencyStop), (stopped.Code, still.Code));
        Assert.Contains("Nobody has proposed", early.Message, StringComparison.Ordinal);
        Assert.Equal("oskar", proposed.ReleaseProposedBy);
        Assert.Empty(left);
        Assert.Equal("succeeded", receipt.Status);
        Assert.Equal(
            [
                (AuditCode.StopSet, "ada", "Something is wrong."),
                (AuditCode.StopReleaseProposed, "oskar", "Found it."),
                (AuditCode.StopReleased, "paula", "Agreed."),
            ],
            application
                .Trail.Records.Where(record => record.Code is >= AuditCode.StopSet and <= AuditCode.StopReleased)
                .Select(record => (record.Code, record.Principal!.Subject, record.Reason))
        );
    }

    [Fact]
    public async Task Nobody_releases_what_they_proposed_to_release()
    {
        await using var application = new TestApplication();
        var both = Known.Person("both", "operator", "approver");
        var stop = await application.CallAsync(both, Everything);
        await application.CallAsync(both, new ProposeRelease(stop.Id, "r"));

        var refused = await application.RefusedAsync(both, new ConfirmRelease(stop.Id, "r"));
        var twice = await application.RefusedAsync(Known.Operator, new ProposeRelease(stop.Id, "r"));

        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        Assert.Contains("both has proposed", twice.Message, StringComparison.Ordinal);
        Assert.Single(await application.CallAsync(Known.Auditor, new ListStops()));
    }

    [Fact]
    public async Task The_same_is_stopped_once_unless_its_release_is_under_way()
    {
        await using var application = new TestApplication();
        var first = await application.CallAsync(Known.Operator, Everything);

        var again = await application.RefusedAsync(Known.OtherOperator, Everything);
        await application.CallAsync(Known.Operator, new ProposeRelease(first.Id, "r"));
        var second = await application.CallAsync(Known.OtherOperator, Everything);
        var left = await application.CallAsync(Known.Approver, new ConfirmRelease(first.Id, "r"));

        Assert.Contains("stopped already, by oskar", again.Message, StringComparison.Ordinal);
        Assert.Equal(second, Assert.Single(left));
    }

    /// <summary>Two people stop at once: the second decides on what the first left.</summary>
    [Fact]
    public async Task Of_two_changes_at_once_the_second_is_decided_again()
    {
        await using var application = new TestApplication();
        application.Oversight.BeforeChange = () =>
            application.CallAsync(Known.OtherOperator, Everything).GetAwaiter().GetResult();

        var refused = await application.RefusedAsync(Known.Operator, Everything);

        Assert.Contains("by ottilie", refused.Message, StringComparison.Ordinal);
        Assert.Single(application.Oversight.State.Stops);
    }

    [Theory]
    [InlineData(StopScope.Everything, "anything", false)]
    [InlineData(StopScope.Tool, "transfer_funds", true)]
    [InlineData(StopScope.Tool, "transfer_fund", false)]
    [InlineData(StopScope.Tool, "get_account", true)]
    [InlineData(StopScope.Tool, "list_stops", false)]
    [InlineData(StopScope.Tool, null, false)]
    [InlineData(StopScope.Account, "1001", true)]
    [InlineData(StopScope.Account, "01001", false)]
    [InlineData(StopScope.Agent, null, false)]
    [InlineData(StopScope.Agent, "nobody", false)]
    public async Task A_stop_names_something_that_it_can_stop(StopScope scope, string? value, bool isValid)
    {
        await using var application = new TestApplication();
        var request = new SetStop(scope, value, "r");

        if (isValid)
        {
            await application.CallAsync(Known.Operator, request);
        }
        else
        {
            await application.InvalidAsync(Known.Operator, request, "value");
            Assert.Empty(application.Oversight.State.Stops);
        }
    }

    [Fact]
    public async Task A_reading_tool_that_is_stopped_by_its_name_is_not_answered_until_two_release_it()
    {
        await using var application = new TestApplication().WithAccounts();
        var read = new GetAccount(Known.AliceChecking);
        var stop = await application.CallAsync(Known.Operator, new SetStop(StopScope.Tool, "get_account", "r"));

        var refused = await application.RefusedAsync(Known.Alice, read);
        var hidden = await application.RefusedAsync(Known.CallerOf("eve", "nobody"), read);
        await application.CallAsync(Known.Alice, new GetAccountBalance(Known.AliceChecking));
        await application.CallAsync(Known.Operator, new ProposeRelease(stop.Id, "r"));
        await application.CallAsync(Known.Approver, new ConfirmRelease(stop.Id, "r"));

        Assert.Equal(ErrorCodes.ToolDisabled, refused.Code);
        Assert.Equal(ErrorCodes.AuthorizationError, hidden.Code);
        await application.CallAsync(Known.Alice, read);
    }

    /// <summary>Everything that moves is stopped; agents may still look.</summary>
    [Fact]
    public async Task A_stop_of_everything_leaves_reading_alone()
    {
        await using var application = new TestApplication().WithAccounts();
        await application.CallAsync(Known.Operator, Everything);

        await application.CallAsync(Known.Alice, new GetAccount(Known.AliceChecking));
    }

    /// <summary>A scope that does not exist would stop everything, by a person who meant something else.</summary>
    [Fact]
    public void A_scope_is_one_that_exists() =>
        Assert.Equal(
            "Scope",
            Assert.Single(new SetStopValidator().Validate(new SetStop((StopScope)9, null, "r")).Errors).PropertyName
        );

    [Fact]
    public async Task An_agent_is_stopped_by_its_key()
    {
        await using var application = new TestApplication().WithAccounts();
        var key = AgentId.Of(Known.Alice.Principal).Key;

        await application.CallAsync(Known.Operator, new SetStop(StopScope.Agent, key, "r"));

        Assert.Equal(ErrorCodes.EmergencyStop, (await application.RefusedAsync(Known.Alice, Known.Transfer())).Code);
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_stopped_or_released()
    {
        await using var application = new TestApplication();
        application.Trail.IsDown = true;

        var refused = await application.RefusedAsync(Known.Operator, Everything);

        Assert.Equal(ErrorCodes.AuditUnavailable, refused.Code);
        Assert.Empty(application.Oversight.State.Stops);
    }

    [Fact]
    public async Task A_stop_that_is_not_in_force_cannot_be_released()
    {
        await using var application = new TestApplication();

        await application.InvalidAsync(Known.Operator, new ProposeRelease(Guid.CreateVersion7(), "r"), "stop_id");
        await application.InvalidAsync(Known.Approver, new ConfirmRelease(Guid.CreateVersion7(), "r"), "stop_id");
        await application.InvalidAsync(Known.Operator, Everything with { Reason = "" }, "reason");
    }
}
