using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>An approved operation takes its lease once, under the limits of the day on which it is sent.</summary>
public abstract class DispatchConformance : StoreConformance
{
    [Fact]
    public async Task A_dispatch_takes_the_lease_by_the_databases_clock_and_keeps_its_holds()
    {
        var ready = await Host.Operations.ReadyAsync(500, Payments.Limits(1000));
        var dispatch = Payments.DispatchOf(ready, Payments.Limits(1000));

        var leased = Assert.IsType<DispatchResult.Leased>(await Host.Operations.DispatchAsync(dispatch)).Operation;

        Assert.Equal(dispatch.To with { LeaseUntil = leased.LeaseUntil }, leased);
        Assert.Equal(leased, await Host.Operations.FindAsync(ready.Id, Cancel));
        Assert.InRange(leased.LeaseUntil!.Value - ready.CreatedAt, Samples.Lease, Samples.Lease * 2);
        Assert.Equal(new LimitWindow(0, 500, 0, 1), await Host.Operations.WindowAsync(Payments.Day()));
        Assert.Equal(1, await Host.CountAsync("audit_event where code = 201"));
        Assert.True(await Host.Operations.MoveAsync(leased, Samples.Succeeded(leased)));
        Assert.Equal(new LimitWindow(500, 0, 1, 0), await Host.Operations.WindowAsync(Payments.Day()));
        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
    }

    [Fact]
    public async Task On_another_day_the_holds_go_to_its_windows()
    {
        var ready = await Host.Operations.ReadyAsync(500, Payments.Limits(1000));

        var result = await Host.Operations.DispatchAsync(
            Payments.DispatchOf(ready, Payments.Limits(700, day: Payments.Tomorrow))
        );

        var leased = Assert.IsType<DispatchResult.Leased>(result).Operation;
        Assert.Equal(LimitWindow.Empty, await Host.Operations.WindowAsync(Payments.Day()));
        Assert.Equal(LimitWindow.Empty, await Host.Operations.WindowAsync(Payments.Month()));
        var held = new LimitWindow(0, 500, 0, 1);
        Assert.Equal(held, await Host.Operations.WindowAsync(Payments.Day(day: Payments.Tomorrow)));
        Assert.Equal(held, await Host.Operations.WindowAsync(Payments.Month(day: Payments.Tomorrow)));
        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
        Assert.True(await Host.Operations.MoveAsync(leased, leased.Failed()));
        Assert.Equal(4, await Host.CountAsync("limit_hold where state = 3"));
        Assert.Equal(0, await Host.CountAsync("limit_window where used + held + used_count + held_count > 0"));
    }

    [Fact]
    public async Task A_rule_that_counts_otherwise_by_now_takes_its_own_holds()
    {
        var ready = await Host.Operations.ReadyAsync(500, Payments.Limits(1000));

        Assert.IsType<DispatchResult.Leased>(
            await Host.Operations.DispatchAsync(Payments.DispatchOf(ready, Payments.Limits(500, subject: "everyone")))
        );

        Assert.Equal(new LimitWindow(0, 500, 0, 1), await Host.Operations.WindowAsync(Payments.Day("everyone")));
        Assert.Equal(LimitWindow.Empty, await Host.Operations.WindowAsync(Payments.Day()));
    }

    [Theory]
    [InlineData(1000L, null)]
    [InlineData(null, 1)]
    public async Task A_current_window_without_room_refuses_and_moves_nothing(long? cap, int? count)
    {
        var tomorrow = Payments.Limits(cap, count, Payments.Tomorrow);
        await Host.Operations.ClaimedAsync(Payments.Of(501), tomorrow);
        var ready = await Host.Operations.ReadyAsync(500, Payments.Limits(1000));

        var result = await Host.Operations.DispatchAsync(Payments.DispatchOf(ready, tomorrow));

        Assert.Equal(tomorrow[0], Assert.IsType<DispatchResult.OverLimit>(result).Refusal.Limit);
        Assert.Equal(ready, await Host.Operations.FindAsync(ready.Id, Cancel));
        Assert.Equal(new LimitWindow(0, 500, 0, 1), await Host.Operations.WindowAsync(Payments.Day()));
        Assert.Equal(0, await Host.CountAsync("audit_event where code = 201"));
        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
    }

    [Theory]
    [InlineData(499L, null)]
    [InlineData(null, 0)]
    public async Task A_limit_lowered_under_what_is_held_refuses_also_where_the_hold_stands(long? cap, int? count)
    {
        var ready = await Host.Operations.ReadyAsync(500, Payments.Limits(1000, 5));

        var refused = await Host.Operations.DispatchAsync(Payments.DispatchOf(ready, Payments.Limits(cap, count)));
        Assert.IsType<DispatchResult.OverLimit>(refused);
        Assert.Equal(ready, await Host.Operations.FindAsync(ready.Id, Cancel));

        var exactly = await Host.Operations.DispatchAsync(Payments.DispatchOf(ready, Payments.Limits(500, 1)));
        Assert.IsType<DispatchResult.Leased>(exactly);
        Assert.Equal(new LimitWindow(0, 500, 0, 1), await Host.Operations.WindowAsync(Payments.Day()));
    }

    [Fact]
    public async Task A_decision_of_people_meanwhile_refuses()
    {
        var ready = await Host.Operations.ReadyAsync(500, Payments.Limits(1000));
        await Host.ExecuteAsync("update oversight set version = version + 1");

        Assert.IsType<DispatchResult.Outdated>(
            await Host.Operations.DispatchAsync(Payments.DispatchOf(ready, Payments.Limits(1000)))
        );

        Assert.Equal(ready, await Host.Operations.FindAsync(ready.Id, Cancel));
    }

    [Fact]
    public async Task Of_many_dispatches_at_two_servers_one_gets_the_lease()
    {
        var ready = await Host.Operations.ReadyAsync(500, Payments.Limits(1000));
        var twin = Host.TwinOperations();

        var results = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(at =>
                    (at % 2 == 0 ? Host.Operations : twin).DispatchAsync(
                        Payments.DispatchOf(ready, Payments.Limits(1000))
                    )
                )
        );

        Assert.Single(results, result => result is DispatchResult.Leased);
        Assert.Equal(15, results.Count(result => result is DispatchResult.Fenced));
        Assert.Equal(1, await Host.CountAsync("audit_event where code = 201"));
        Assert.Equal(new LimitWindow(0, 500, 0, 1), await Host.Operations.WindowAsync(Payments.Day()));
    }

    [Fact]
    public async Task A_dispatch_and_a_cancellation_at_once_leave_one_of_them()
    {
        var twin = Host.TwinOperations();
        for (var round = 0; round < 20; round++)
        {
            var ready = await Host.Operations.ReadyAsync(500, Payments.Limits(1000));

            var dispatching = Host.Operations.DispatchAsync(Payments.DispatchOf(ready, Payments.Limits(1000)));
            var cancelling = twin.MoveAsync(ready, ready.Cancelled());

            var leased = await dispatching is DispatchResult.Leased;
            Assert.NotEqual(leased, await cancelling);
            var stored = (await Host.Operations.FindAsync(ready.Id, Cancel))!;
            Assert.Equal(leased ? OperationState.Dispatching : OperationState.Cancelled, stored.State);
            Assert.Equal(
                leased ? new LimitWindow(0, 500, 0, 1) : LimitWindow.Empty,
                await Host.Operations.WindowAsync(Payments.Day())
            );
            if (leased)
            {
                Assert.True(await Host.Operations.MoveAsync(stored, stored.Failed()));
            }
        }

        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
    }
}

public sealed class DispatchOnPostgresTests : DispatchConformance
{
    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class DispatchOnSqliteTests : DispatchConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
