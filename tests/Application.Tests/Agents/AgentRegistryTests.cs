using FinancialMcp.Application.Agents;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Oversight;
using FinancialMcp.Application.Tests.Fakes;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;
using Microsoft.Extensions.Time.Testing;

namespace FinancialMcp.Application.Tests.Agents;

public sealed class AgentRegistryTests
{
    private static readonly Principal Alice = new("https://issuer.test", "alice", "robot");

    private readonly MemoryTrail trail = new();
    private readonly FakeTimeProvider clock = new(TestApplication.Start);

    [Fact]
    public async Task An_agent_that_calls_for_the_first_time_is_registered_once_with_the_default_grant()
    {
        var store = new MemoryOversight(trail);
        using var watch = new OversightWatch(store, clock);
        var registry = new AgentRegistry(store, watch, AgentDefaults.Closed, clock);

        var first = await registry.OfAsync(Alice, CancellationToken.None);
        var other = await registry.OfAsync(Alice with { Subject = "bob" }, CancellationToken.None);

        Assert.Equal(
            new Agent(new AgentId("https://issuer.test", "robot"), null, Grant.None, AgentStatus.Active, null),
            first
        );
        Assert.Same(first, other);
        var record = Assert.Single(trail.Records);
        Assert.Equal((AuditCode.AgentRegistered, Alice, "grant none"), (record.Code, record.Principal, record.Reason));
        Assert.Equal(1, store.State.Version);
    }

    [Fact]
    public async Task What_another_replica_registered_is_found_and_not_registered_again()
    {
        var store = new MemoryOversight(trail);
        using var here = new OversightWatch(store, clock);
        using var there = new OversightWatch(store, clock);
        await here.RefreshAsync(CancellationToken.None);
        await new AgentRegistry(store, there, new AgentDefaults(Grant.Role, "dev"), clock).OfAsync(
            Alice,
            CancellationToken.None
        );

        var agent = await new AgentRegistry(store, here, AgentDefaults.Closed, clock).OfAsync(
            Alice,
            CancellationToken.None
        );

        Assert.Equal(("dev", Grant.Role), (agent.Owner, agent.Grant));
        Assert.Single(trail.Records);
    }

    [Fact]
    public async Task What_can_be_neither_read_nor_registered_is_no_agent()
    {
        var store = new MemoryOversight(trail);
        using var watch = new OversightWatch(store, clock);
        var registry = new AgentRegistry(store, watch, AgentDefaults.Closed, clock);
        await registry.OfAsync(Alice, CancellationToken.None);
        store.IsAway = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await registry.OfAsync(Alice with { ActingParty = "other" }, CancellationToken.None)
        );
    }

    [Fact]
    public async Task What_cannot_be_recorded_is_not_registered()
    {
        var store = new MemoryOversight(trail);
        using var watch = new OversightWatch(store, clock);
        trail.IsDown = true;

        await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
            await new AgentRegistry(store, watch, AgentDefaults.Closed, clock).OfAsync(Alice, CancellationToken.None)
        );
        Assert.Empty(store.State.Agents);
    }
}
