using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Agents;

namespace FinancialMcp.Application.Tests.Operations;

/// <summary>What people stop or take away holds for what is asked for, also while it is under way.</summary>
public sealed class StoppedOperationTests
{
    [Fact]
    public async Task Under_a_stop_nothing_is_sent_and_a_used_key_still_answers()
    {
        await using var application = new TestApplication().WithAccounts();
        var done = await application.CallAsync(Known.Alice, Known.Transfer());
        application.Oversight.Set(state => state with { Stops = [StopOf(StopScope.Everything, null)] });

        var replay = await application.CallAsync(Known.Alice, Known.Transfer());
        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer(key: 2));

        Assert.Equal((done.OperationId, true), (replay.OperationId, replay.Replayed));
        Assert.Equal((ErrorCodes.EmergencyStop, Retry.Later), (refused.Code, refused.Retry));
        Assert.Single(application.Bank.Sent);
    }

    [Theory]
    [InlineData(StopScope.Tool, "transfer_funds", ErrorCodes.ToolDisabled)]
    [InlineData(StopScope.Tool, "deposit_funds", null)]
    [InlineData(StopScope.Account, "1001", ErrorCodes.EmergencyStop)]
    [InlineData(StopScope.Account, "1003", ErrorCodes.EmergencyStop)]
    [InlineData(StopScope.Account, "1002", null)]
    [InlineData(StopScope.Agent, "alice", ErrorCodes.EmergencyStop)]
    [InlineData(StopScope.Agent, "bob", null)]
    public async Task A_stop_covers_what_it_names(StopScope scope, string value, string? code)
    {
        await using var application = new TestApplication().WithAccounts();
        var key = scope == StopScope.Agent ? new AgentId(Known.Alice.Principal.Issuer, value).Key : value;
        application.Oversight.Set(state => state with { Stops = [StopOf(scope, key)] });

        if (code is null)
        {
            await application.CallAsync(Known.Alice, Known.Transfer());
        }
        else
        {
            Assert.Equal(code, (await application.RefusedAsync(Known.Alice, Known.Transfer())).Code);
        }

        Assert.Equal(code is null ? 1 : 0, application.Bank.Sent.Count);
    }

    /// <summary>Between the judgement and the claim people stop everything: the claim is refused and judged again.</summary>
    [Fact]
    public async Task What_was_decided_meanwhile_is_judged_again()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Operations.BeforeClaim = () =>
            application.Oversight.Set(state => state with { Stops = [StopOf(StopScope.Everything, null)] });

        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer());

        Assert.Equal(ErrorCodes.EmergencyStop, refused.Code);
        Assert.Empty(application.Operations.Rows);
    }

    [Fact]
    public async Task What_was_decided_meanwhile_and_does_not_matter_delays_nothing()
    {
        await using var application = new TestApplication().WithAccounts();
        application.Operations.BeforeClaim = () => application.Rules(Held.Rule);

        await application.CallAsync(Known.Alice, Known.Transfer());

        Assert.Equal(application.Oversight.State.Policy.Version, application.Row.PolicyVersion);
        Assert.Single(application.Bank.Sent);
    }

    /// <summary>The bank took its time; meanwhile people took the right away.</summary>
    [Theory]
    [InlineData(AgentStatus.Suspended)]
    [InlineData(AgentStatus.Revoked)]
    public async Task An_agent_that_is_stopped_while_its_call_is_under_way_sends_nothing(AgentStatus status)
    {
        await using var application = new TestApplication().WithAccounts();
        application.Operations.BeforeClaim = () =>
            application.Agent(Known.Alice.Principal, agent => agent with { Status = status });

        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer());

        Assert.Equal(ErrorCodes.AuthorizationError, refused.Code);
        Assert.Empty(application.Operations.Rows);
        Assert.Empty(application.Bank.Sent);
    }

    [Fact]
    public async Task While_people_s_decisions_cannot_be_read_nothing_is_sent()
    {
        await using var application = new TestApplication().WithAccounts();
        await application.CallAsync(Known.Alice, Known.Transfer());
        application.KeepsWatch = false;
        application.Oversight.IsAway = true;

        application.Clock.Advance(OversightWatch.Patience);
        await application.CallAsync(Known.Alice, Known.Transfer(key: 2));
        application.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var refused = await application.RefusedAsync(Known.Alice, Known.Transfer(key: 3));

        Assert.Equal(ErrorCodes.AuditUnavailable, refused.Code);
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal(2, application.Bank.Sent.Count);
    }

    private static Stop StopOf(StopScope scope, string? value) =>
        new(Guid.CreateVersion7(TestApplication.Start), scope, value, "r", "oskar", TestApplication.Start, null);
}
