using System.Data.Common;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Limits;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>Holds under limits: taken with the key, used or given back with the end, and never more than there is room for.</summary>
public abstract class LimitConformance : StoreConformance
{
    private static readonly LimitWindow Held500 = new(0, 500, 0, 1);

    [Fact]
    public async Task A_claim_takes_its_holds_in_every_window()
    {
        await Host.Operations.ClaimedAsync(Payments.Of(500), Payments.Limits(1000));

        Assert.Equal(Held500, await Host.Operations.WindowAsync(Payments.Day()));
        Assert.Equal(Held500, await Host.Operations.WindowAsync(Payments.Month()));
        Assert.Equal(LimitWindow.Empty, await Host.Operations.WindowAsync(Payments.Day(day: Payments.Tomorrow)));
        Assert.Equal(2, await Host.CountAsync("limit_hold where state = 1 and amount_minor = 500"));
        Assert.Equal(1, await Host.CountAsync("limit_window where cap = 1000"));
        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
    }

    [Theory]
    [InlineData(500, null, 501, null)]
    [InlineData(null, 0, 1, null)]
    [InlineData(1000, 1, 300, 500L)]
    [InlineData(0, null, 1, 500L)]
    public async Task A_refusal_writes_nothing_and_leaves_the_key_free(int? cap, int? count, int minor, long? before)
    {
        if (before is { } sum)
        {
            await Host.Operations.ClaimedAsync(Payments.Of(sum), Payments.Limits(1000, 1));
        }

        var (operations, records, holds) = await SizesAsync();
        var refused = Payments.Of(minor, "asked-for-twice");

        var result = await Host.Operations.ClaimAsync(StoreCalls.IntentOf(refused, Payments.Limits(cap, count)));

        var refusal = Assert.IsType<ClaimResult.OverLimit>(result).Refusal;
        Assert.Equal(Payments.Day(), refusal.Limit.Key);
        Assert.Equal((operations, records, holds), await SizesAsync());
        Assert.Null(await Host.Operations.FindByKeyAsync(refused.Principal, refused.KeyHash, Cancel));
        await Host.Operations.ClaimedAsync(Payments.Of(minor, "asked-for-twice"), Payments.Limits(5000, 5));
    }

    [Fact]
    public async Task A_limit_that_refuses_leaves_no_hold_under_one_that_would_not()
    {
        WindowLimit[] limits = [new(Payments.Day(), 1000, null), new(Payments.Month(), 400, null)];

        var result = await Host.Operations.ClaimAsync(StoreCalls.IntentOf(Payments.Of(500), limits));

        Assert.Equal(Payments.Month(), Assert.IsType<ClaimResult.OverLimit>(result).Refusal.Limit.Key);
        Assert.Equal(0, await Host.CountAsync("limit_window"));
    }

    [Fact]
    public async Task The_last_unit_fits_and_the_next_does_not()
    {
        await Host.Operations.ClaimedAsync(Payments.Of(999), Payments.Limits(1000));

        Assert.IsType<ClaimResult.OverLimit>(await ClaimAsync(2, Payments.Limits(1000)));
        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(1, Payments.Limits(1000)));
        var refusal = Assert.IsType<ClaimResult.OverLimit>(await ClaimAsync(1, Payments.Limits(1000))).Refusal;
        Assert.Equal((0L, false), (refusal.Left, refusal.IsByCount));
    }

    [Fact]
    public async Task The_last_of_the_number_fits_and_the_next_does_not()
    {
        await Host.Operations.ClaimedAsync(Payments.Of(1), Payments.Limits(null, 2));
        var second = await Host.Operations.ClaimedAsync(Payments.Of(1), Payments.Limits(null, 2));

        var refusal = Assert.IsType<ClaimResult.OverLimit>(await ClaimAsync(1, Payments.Limits(null, 2))).Refusal;
        Assert.True(refusal.IsByCount);

        Assert.True(await Host.Operations.MoveAsync(second, second.Failed()));
        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(1, Payments.Limits(null, 2)));
    }

    [Fact]
    public async Task An_end_uses_or_gives_back_and_a_doubt_keeps()
    {
        var limits = Payments.Limits(1500);
        var succeeded = await Host.Operations.ClaimedAsync(Payments.Of(500), limits);
        var failed = await Host.Operations.ClaimedAsync(Payments.Of(300), limits);
        var doubted = await Host.Operations.ClaimedAsync(Payments.Of(200), limits);

        Assert.True(await Host.Operations.MoveAsync(succeeded, Samples.Succeeded(succeeded)));
        Assert.True(await Host.Operations.MoveAsync(failed, failed.Failed()));
        Assert.True(await Host.Operations.MoveAsync(doubted, doubted.InDoubt()));

        foreach (var key in (WindowKey[])[Payments.Day(), Payments.Month()])
        {
            Assert.Equal(new LimitWindow(500, 200, 1, 1), await Host.Operations.WindowAsync(key));
        }

        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
        Assert.IsType<ClaimResult.OverLimit>(await ClaimAsync(801, limits));
        Assert.True(await Host.Operations.MoveAsync(doubted.InDoubt(), doubted.InDoubt().Failed()));
        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(801, limits));
        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
    }

    [Fact]
    public async Task What_waits_for_people_holds_and_gives_back_when_it_is_cancelled_or_rejected()
    {
        var cancelled = await Host.Operations.ClaimedAsync(Payments.Pending(500), Payments.Limits(1000));
        var rejected = await Host.Operations.ClaimedAsync(Payments.Pending(500), Payments.Limits(1000));
        Assert.Null(cancelled.LeaseUntil);
        Assert.IsType<ClaimResult.OverLimit>(await ClaimAsync(1, Payments.Limits(1000)));

        Assert.True(await Host.Operations.MoveAsync(cancelled, cancelled.Cancelled()));
        Assert.True(await Host.Operations.VoteAsync(rejected, "ann", approves: false));

        Assert.Equal(LimitWindow.Empty, await Host.Operations.WindowAsync(Payments.Day()));
        Assert.Equal(4, await Host.CountAsync("limit_hold where state = 3"));
    }

    [Fact]
    public async Task A_stale_end_leaves_the_holds_alone()
    {
        var claimed = await Host.Operations.ClaimedAsync(Payments.Of(500), Payments.Limits(1000));
        Assert.True(await Host.Operations.MoveAsync(claimed, Samples.Succeeded(claimed)));

        Assert.False(await Host.Operations.MoveAsync(claimed, claimed.Failed()));

        Assert.Equal(new LimitWindow(500, 0, 1, 0), await Host.Operations.WindowAsync(Payments.Day()));
    }

    [Fact]
    public async Task Lowering_a_cap_refuses_until_there_is_room_and_raising_it_gives_room_at_once()
    {
        var first = await Host.Operations.ClaimedAsync(Payments.Of(800), Payments.Limits(1000));
        await Host.Operations.ClaimedAsync(Payments.Of(100), Payments.Limits(1000));

        var refusal = Assert.IsType<ClaimResult.OverLimit>(await ClaimAsync(1, Payments.Limits(500))).Refusal;
        Assert.Equal(0, refusal.Left);
        Assert.True(await Host.Operations.MoveAsync(first, first.Failed()));
        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(400, Payments.Limits(500)));
        Assert.IsType<ClaimResult.OverLimit>(await ClaimAsync(1, Payments.Limits(500)));
        Assert.Equal(1, await Host.CountAsync("limit_window where cap = 500"));
        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(5000, Payments.Limits(9000)));
        Assert.IsType<ClaimResult.Claimed>(await ClaimAsync(9000, Payments.Limits(null, 9)));
        Assert.Equal(1, await Host.CountAsync("limit_window where period = 1 and cap is null and cap_count = 9"));
        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
    }

    [Theory]
    [InlineData("update limit_window set held = cap - used + 1")]
    [InlineData("update limit_window set used = cap + 1, held = 0")]
    [InlineData("update limit_window set cap = 100")]
    [InlineData("update limit_window set held = -1")]
    [InlineData("update limit_window set used = -1")]
    [InlineData("update limit_window set held_count = -1")]
    [InlineData("update limit_window set used_count = cap_count")]
    [InlineData("update limit_window set cap_count = 0")]
    [InlineData("update limit_window set period = 3")]
    [InlineData("update limit_hold set amount_minor = 0")]
    [InlineData("update limit_hold set state = 4")]
    [InlineData("delete from operation")]
    public async Task The_database_itself_refuses_what_no_code_would_write(string statement)
    {
        await Host.Operations.ClaimedAsync(Payments.Of(500), Payments.Limits(1000, 3));

        await Assert.ThrowsAnyAsync<DbException>(() => Host.ExecuteAsync(statement));

        Assert.Equal(Held500, await Host.Operations.WindowAsync(Payments.Day()));
        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
    }

    [Theory]
    [InlineData(1000L, null)]
    [InlineData(null, 10)]
    public async Task Of_64_claims_at_two_servers_as_many_succeed_as_there_is_room_for(long? cap, int? count)
    {
        var twin = Host.TwinOperations();
        var claiming = Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(at =>
                    (at % 2 == 0 ? Host.Operations : twin).ClaimAsync(
                        StoreCalls.IntentOf(Payments.Of(100), Payments.Limits(cap, count))
                    )
                )
        );
        while (!claiming.IsCompleted)
        {
            Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
        }

        var results = await claiming;
        Assert.Equal(10, results.Count(result => result is ClaimResult.Claimed));
        Assert.Equal(54, results.Count(result => result is ClaimResult.OverLimit));
        Assert.Equal(new LimitWindow(0, 1000, 0, 10), await Host.Operations.WindowAsync(Payments.Day()));
        Assert.Equal(10, await Host.CountAsync("operation"));
        Assert.Equal(10, await Host.CountAsync("audit_event"));
        Assert.Equal(20, await Host.CountAsync("limit_hold"));
        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
    }

    [Fact]
    public async Task What_was_judged_by_an_older_version_of_peoples_decisions_is_outdated()
    {
        await Host.ExecuteAsync("update oversight set version = version + 1");
        var outdated = Payments.Of(500, "judged-before");

        Assert.IsType<ClaimResult.Outdated>(
            await Host.Operations.ClaimAsync(StoreCalls.IntentOf(outdated, Payments.Limits(1000)))
        );
        Assert.Equal((0L, 0L, 0L), await SizesAsync());

        var again = StoreCalls.IntentOf(outdated, Payments.Limits(1000)) with { OversightVersion = 2 };
        Assert.IsType<ClaimResult.Claimed>(await Host.Operations.ClaimAsync(again));
        Assert.IsType<ClaimResult.Taken>(
            await Host.Operations.ClaimAsync(StoreCalls.IntentOf(outdated, Payments.Limits(1000)))
        );
    }

    private Task<ClaimResult> ClaimAsync(long minor, WindowLimit[] limits) =>
        Host.Operations.ClaimAsync(StoreCalls.IntentOf(Payments.Of(minor), limits));

    private async Task<(long Operations, long Records, long Holds)> SizesAsync() =>
        (await Host.CountAsync("operation"), await Host.CountAsync("audit_event"), await Host.CountAsync("limit_hold"));
}

public sealed class LimitsOnPostgresTests : LimitConformance
{
    [Fact]
    public async Task A_role_whose_transactions_see_one_moment_only_does_not_spend_the_same_room_twice()
    {
        await Host.ExecuteAsync(
            $"alter database {Host.Options.Postgres!.Database} set default_transaction_isolation = 'repeatable read'"
        );

        await Of_64_claims_at_two_servers_as_many_succeed_as_there_is_room_for(1000, null);

        Assert.Empty(Host.Logs.Of("database_error"));
    }

    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class LimitsOnSqliteTests : LimitConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
