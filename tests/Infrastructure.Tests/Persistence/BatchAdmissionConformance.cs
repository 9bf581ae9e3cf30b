using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Rows;
using FinancialMcp.Infrastructure.Persistence.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>What shares a commit is judged one after the other: what the first is given, the next does not have.</summary>
public abstract class BatchAdmissionConformance : StoreConformance
{
    private const long TenMinutes = 600_000_000;

    [Fact]
    public async Task Claims_of_one_batch_share_the_room_of_their_windows()
    {
        var limits = Payments.Limits(1000, 3);
        ClaimWrite[] claims =
        [
            Claim(Payments.Of(600), limits),
            Claim(Payments.Of(500), limits),
            Claim(Payments.Of(300), limits),
            Claim(Payments.Of(100), limits),
            Claim(Payments.Of(1), limits),
        ];

        await CommitAsync(claims);

        Assert.Equal([true, false, true, true, false], claims.Select(claim => claim.Result.IsClaimed));
        Assert.Equal((400L, false), (claims[1].Result.OverLimit!.Left!.Value, claims[1].Result.OverLimit!.IsByCount));
        Assert.True(claims[4].Result.OverLimit!.IsByCount);
        Assert.Equal(new LimitWindow(0, 1000, 0, 3), await Host.Operations.WindowAsync(Payments.Day()));
        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
        Assert.Equal(3, await Host.CountAsync("audit_event"));
    }

    [Fact]
    public async Task Claims_of_one_batch_share_keys_and_twins()
    {
        var first = Payments.Of(500, "shared-key");
        ClaimWrite[] claims =
        [
            Claim(first, [], first.Twin),
            Claim(Payments.Of(700, "shared-key"), []),
            Claim(Payments.Of(500), [], first.Twin),
            Claim(Payments.Of(500), [], first.Twin, first.Id.Value),
            Claim(Payments.Of(500), []),
        ];

        await CommitAsync(claims);

        Assert.Equal([true, false, false, true, true], claims.Select(claim => claim.Result.IsClaimed));
        Assert.Null(claims[1].Result.TwinId);
        Assert.Equal(first.Id.Value, claims[2].Result.TwinId);
        Assert.Equal(3, await Host.CountAsync("operation"));
    }

    [Fact]
    public async Task What_a_batch_gives_back_is_there_for_its_claims()
    {
        var limits = Payments.Limits(1000);
        var failed = await Host.Operations.ClaimedAsync(Payments.Of(600), limits);
        var settled = await Host.Operations.ClaimedAsync(Payments.Of(400), limits);
        var claim = Claim(Payments.Of(600), limits);
        var late = Claim(Payments.Of(1), limits);

        await CommitAsync(
            Move(failed, failed.Failed(), HoldEffect.Release),
            Move(settled, Samples.Succeeded(settled), HoldEffect.Use),
            claim,
            late
        );

        Assert.Equal((true, false), (claim.Result.IsClaimed, late.Result.IsClaimed));
        Assert.Equal(new LimitWindow(400, 600, 1, 1), await Host.Operations.WindowAsync(Payments.Day()));
        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
    }

    [Fact]
    public async Task Dispatches_and_claims_of_one_batch_share_the_room_of_today()
    {
        var yesterday = Payments.Limits(1000);
        var today = Payments.Limits(900, day: Payments.Tomorrow);
        var first = await Host.Operations.ReadyAsync(500, yesterday);
        var second = await Host.Operations.ReadyAsync(500, yesterday);
        DispatchWrite[] dispatches = [DispatchOf(first, today), DispatchOf(first, today), DispatchOf(second, today)];
        var claim = Claim(Payments.Of(400), today);
        var late = Claim(Payments.Of(1), today);

        await CommitAsync([.. dispatches, claim, late]);

        Assert.Equal([true, false, false], dispatches.Select(it => it.Result.LeaseUntil is not null));
        Assert.Null(dispatches[1].Result.OverLimit);
        Assert.Equal(400, dispatches[2].Result.OverLimit!.Left);
        Assert.Equal((true, false), (claim.Result.IsClaimed, late.Result.IsClaimed));
        Assert.Equal(
            new LimitWindow(0, 900, 0, 2),
            await Host.Operations.WindowAsync(Payments.Day(day: Payments.Tomorrow))
        );
        Assert.Equal(new LimitWindow(0, 500, 0, 1), await Host.Operations.WindowAsync(Payments.Day()));
        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
    }

    [Fact]
    public async Task Of_a_cancellation_and_a_dispatch_in_one_batch_one_is_written()
    {
        var ready = await Host.Operations.ReadyAsync(500, Payments.Limits(1000));
        var cancel = Move(ready, ready.Cancelled(), HoldEffect.Release);
        var dispatch = DispatchOf(ready, Payments.Limits(1000, day: Payments.Tomorrow));

        await CommitAsync(dispatch, cancel);

        Assert.NotEqual(cancel.Result, dispatch.Result.LeaseUntil is not null);
        Assert.Equal(0, await Host.CountAsync(Payments.Unbalanced));
    }

    [Fact]
    public async Task Two_votes_of_one_batch_are_counted_after_each_other_or_not_at_all()
    {
        var pending = await Host.Operations.ClaimedAsync(Payments.Pending(500, needed: 2), Payments.Limits(1000));
        var (ann, bea) = (Vote(pending, "ann"), Vote(pending, "bea"));
        var after = Vote(pending.Voted("ann"), "cid");

        await CommitAsync(ann, bea, after);

        Assert.Equal((true, false, true), (ann.Result, bea.Result, after.Result));
        Assert.Equal(["ann", "cid"], (await Host.Operations.VotesAsync(pending.Id, Cancel)).Select(it => it.Approver));
        Assert.Equal(OperationState.Ready, (await Host.Operations.FindAsync(pending.Id, Cancel))!.State);
    }

    private async Task CommitAsync(params PendingWrite[] writes)
    {
        await using var session = await Host.Services.GetRequiredService<Database>().OpenWriteSessionAsync();
        await session.CommitAsync(writes);
    }

    private static ClaimWrite Claim(
        Operation operation,
        IReadOnlyList<WindowLimit> limits,
        string? twin = null,
        Guid? distinctFrom = null
    ) =>
        new(
            OperationRow.Of(operation),
            limits => Samples.RowOf(Samples.EventOf(operation) with { Limits = limits }),
            new AdmissionTerms(StoreCalls.FirstVersion, 35_000_000, limits, twin, TenMinutes, distinctFrom)
        );

    private static DispatchWrite DispatchOf(Operation ready, IReadOnlyList<WindowLimit> limits)
    {
        var dispatch = Payments.DispatchOf(ready, limits);
        return new DispatchWrite(
            (short)ready.State,
            ready.Fence,
            OperationRow.Of(dispatch.To),
            Samples.RowOf(dispatch.Record),
            new AdmissionTerms(StoreCalls.FirstVersion, 35_000_000, limits)
        );
    }

    private static MoveWrite Move(Operation from, Operation to, HoldEffect effect) =>
        new(
            (short)from.State,
            from.Fence,
            OperationRow.Of(to),
            Samples.RowOf(Samples.EventOf(to, AuditCode.OperationOutcome))
        )
        {
            Effect = effect,
        };

    private static MoveWrite Vote(Operation pending, string person)
    {
        var voted = pending.Voted(person);
        return new MoveWrite(
            (short)pending.State,
            pending.Fence,
            OperationRow.Of(voted),
            Samples.RowOf(Samples.EventOf(voted, AuditCode.ApprovalVote))
        )
        {
            Vote = VoteRow.Of(pending.Id, Payments.VoteOf(pending, person)),
        };
    }
}

public sealed class BatchAdmissionOnPostgresTests : BatchAdmissionConformance
{
    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class BatchAdmissionOnSqliteTests : BatchAdmissionConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
