using FinancialMcp.Application.Oversight;
using FinancialMcp.Domain.Agents;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Operations;
using FinancialMcp.Infrastructure.Tests.Persistence;

namespace FinancialMcp.Infrastructure.Tests.Operations;

/// <summary>The patrol that carries out what people have approved, and ends what they left.</summary>
public sealed class ApprovalPatrolTests : IAsyncLifetime
{
    private PatrolHost host = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        host = await PatrolHost.CreateAsync();
        var agent = new Agent(AgentId.Of(Payments.Of(1).Principal), "owner", Grant.Role, AgentStatus.Active, null);
        await host.Stores.Oversight.RegisterAsync(agent, host.Time.GetUtcNow(), Persistence.Samples.Event());
        await host.Stores.Oversight.EnsurePolicyAsync(
            FirstPolicy.Default.Rules,
            host.Time.GetUtcNow(),
            Persistence.Samples.Event()
        );
    }

    public ValueTask DisposeAsync() => host.DisposeAsync();

    [Fact]
    public async Task What_is_approved_is_sent_once_and_what_waits_is_not()
    {
        var ready = await ReadyAsync(TimeSpan.FromHours(24));
        var waiting = await PendingAsync(TimeSpan.FromHours(24));

        await host.StartAsync<ApprovalPatrol>();
        await host.RoundAsync();

        Assert.Equal([ready.Id], host.Bank.Sent);
        Assert.Equal(OperationState.Succeeded, await StateAsync(ready));
        Assert.Equal(OperationState.PendingApproval, await StateAsync(waiting));
        Assert.Equal(1, await host.Stores.CountAsync("audit_event where code = 201"));
        Assert.Equal(1, await host.Stores.CountAsync("operation_attempt where http_status = 201"));
    }

    [Fact]
    public async Task What_people_did_not_decide_or_we_did_not_send_in_time_is_expired()
    {
        var waiting = await PendingAsync(TimeSpan.FromSeconds(3));
        await StopAsync();
        var ready = await ReadyAsync(TimeSpan.FromSeconds(3));
        await host.StartAsync<ApprovalPatrol>();
        await host.RoundAsync();
        await host.RoundAsync();
        Assert.Equal(OperationState.PendingApproval, await StateAsync(waiting));
        Assert.Equal(OperationState.Ready, await StateAsync(ready));

        await host.RoundAsync();

        Assert.Equal(OperationState.Expired, await StateAsync(waiting));
        Assert.Equal(OperationState.Expired, await StateAsync(ready));
        Assert.Empty(host.Bank.Sent);
        Assert.Equal(2, await host.Stores.CountAsync("audit_event where code = 211 and state = 'expired'"));
    }

    [Fact]
    public async Task Under_a_stop_it_waits_and_goes_on_after_it()
    {
        var stop = await StopAsync();
        var ready = await ReadyAsync(TimeSpan.FromHours(24));
        await host.StartAsync<ApprovalPatrol>();
        await host.RoundAsync();
        Assert.Equal(OperationState.Ready, await StateAsync(ready));

        await ChangeAsync(new ProposeStopRelease(stop.Id, "eve", host.Time.GetUtcNow()));
        await ChangeAsync(new ReleaseStop(stop.Id, "ann", host.Time.GetUtcNow()));
        await host.Get<OversightWatch>().RefreshAsync(Cancel);
        await host.RoundAsync();

        Assert.Equal(OperationState.Succeeded, await StateAsync(ready));
    }

    [Fact]
    public async Task An_agent_that_was_suspended_meanwhile_pays_nothing()
    {
        var ready = await ReadyAsync(TimeSpan.FromHours(24));
        var id = AgentId.Of(ready.Principal);
        var agent = (await host.Stores.Oversight.FindAgentAsync(id, Cancel))!;
        await ChangeAsync(
            new SaveAgent(agent with { Status = AgentStatus.Suspended }, "ann", host.Time.GetUtcNow(), "stolen")
        );

        await host.StartAsync<ApprovalPatrol>();

        Assert.Equal(OperationState.Denied, await StateAsync(ready));
        Assert.Empty(host.Bank.Sent);
    }

    private async Task<Stop> StopAsync()
    {
        var stop = new Stop(
            Guid.CreateVersion7(),
            StopScope.Everything,
            null,
            "fire",
            "ann",
            host.Time.GetUtcNow(),
            null
        );
        await ChangeAsync(new SetStop(stop));
        return stop;
    }

    private async Task ChangeAsync(OversightChange change)
    {
        var version = await host.Stores.Oversight.VersionAsync(Cancel);
        Assert.True(await host.Stores.Oversight.ChangeAsync(version, change, Persistence.Samples.Event()));
    }

    private async Task<OperationState> StateAsync(Operation operation) =>
        (await host.Stores.Operations.FindAsync(operation.Id, Cancel))!.State;

    private async Task<Operation> PendingAsync(TimeSpan expiry)
    {
        var now = host.Time.GetUtcNow();
        var pending = Payments.Pending(500) with { CreatedAt = now, UpdatedAt = now };
        var version = await host.Stores.Oversight.VersionAsync(Cancel);
        var intent = StoreCalls.IntentOf(
            pending with
            {
                Approval = pending.Approval! with { ExpiresAt = now + expiry },
            }
        );
        await host.Stores.Operations.ClaimAsync(intent with { OversightVersion = version });
        return intent.Operation;
    }

    private async Task<Operation> ReadyAsync(TimeSpan expiry)
    {
        var pending = await PendingAsync(expiry);
        Assert.True(await host.Stores.Operations.VoteAsync(pending, "ann"));
        return pending.Voted("ann");
    }
}
