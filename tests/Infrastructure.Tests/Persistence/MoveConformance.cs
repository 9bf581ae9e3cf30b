using System.Data.Common;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Operations;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>Votes, probes and recovery: each moves an operation once, and what is listed follows.</summary>
public abstract class MoveConformance : StoreConformance
{
    [Fact]
    public async Task Votes_are_kept_with_the_operation_in_their_order()
    {
        var pending = await Host.Operations.ClaimedAsync(Payments.Pending(500, needed: 2));

        Assert.True(await Host.Operations.VoteAsync(pending, "zoé \"z\" '; --"));
        var once = pending.Voted("zoé \"z\" '; --");
        Assert.Equal(once, await Host.Operations.FindAsync(pending.Id, Cancel));
        var second = once.Voted("ann", approves: false);
        var rejection = Payments.VoteOf(once, "ann", approves: false) with { At = once.UpdatedAt.AddSeconds(1) };
        Assert.True(
            await Host.Operations.MoveAsync(
                new Move(once, second, Samples.EventOf(second, AuditCode.ApprovalVote)) { Vote = rejection }
            )
        );

        Assert.Equal(
            [Payments.VoteOf(pending, "zoé \"z\" '; --"), rejection],
            await Host.Operations.VotesAsync(pending.Id, Cancel)
        );
        Assert.Equal(second, await Host.Operations.FindAsync(pending.Id, Cancel));
        Assert.Equal(2, await Host.CountAsync("audit_event where code = 210"));
    }

    [Fact]
    public async Task Of_two_voters_at_two_servers_the_second_has_to_look_again()
    {
        var twin = Host.TwinOperations();
        for (var round = 0; round < 10; round++)
        {
            var pending = await Host.Operations.ClaimedAsync(Payments.Pending(500, needed: 2));

            var done = await Task.WhenAll(Host.Operations.VoteAsync(pending, "ann"), twin.VoteAsync(pending, "bea"));

            Assert.Single(done, written => written);
            var stored = (await Host.Operations.FindAsync(pending.Id, Cancel))!;
            Assert.Equal((OperationState.PendingApproval, 1), (stored.State, stored.Approval!.Given));
            Assert.Single(await twin.VotesAsync(pending.Id, Cancel));
            Assert.True(await twin.VoteAsync(stored, done[0] ? "bea" : "ann"));
            Assert.Equal(OperationState.Ready, (await twin.FindAsync(pending.Id, Cancel))!.State);
        }
    }

    [Fact]
    public async Task The_same_person_has_one_vote_whatever_the_callers_believe()
    {
        var pending = await Host.Operations.ClaimedAsync(Payments.Pending(500, needed: 2));
        Assert.True(await Host.Operations.VoteAsync(pending, "ann"));
        var once = pending.Voted("ann");

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Host.Operations.VoteAsync(once, "ann"));

        Assert.Equal(once, await Host.Operations.FindAsync(pending.Id, Cancel));
        Assert.Equal(1, await Host.CountAsync("audit_event where code = 210"));
    }

    [Fact]
    public async Task What_people_voted_on_and_waits_no_more_is_listed_newest_first()
    {
        List<Operation> decided = [];
        for (var number = 0; number < 3; number++)
        {
            var pending = await Host.Operations.ClaimedAsync(Payments.Pending(500 + number));
            Assert.True(await Host.Operations.VoteAsync(pending, "ann", approves: number > 0));
            decided.Add((await Host.Operations.FindAsync(pending.Id, Cancel))!);
            var half = await Host.Operations.ClaimedAsync(Payments.Pending(600 + number, needed: 3));
            Assert.True(await Host.Operations.VoteAsync(half, "ann"));
            Assert.True(await Host.Operations.VoteAsync((await Host.Operations.FindAsync(half.Id, Cancel))!, "bea"));
            await Host.Operations.ClaimedAsync(Payments.Pending(700 + number));
        }

        decided.Sort((left, right) => right.Id.Value.CompareTo(left.Id.Value));
        Assert.Equal(decided, await Host.Operations.VotedAsync(50, Cancel));
        Assert.Equal(decided[..1], await Host.Operations.VotedAsync(1, Cancel));
    }

    [Theory]
    [InlineData("update approval_vote set approves = false")]
    [InlineData("update approval_vote set approver = 'bea'")]
    [InlineData("delete from approval_vote")]
    [InlineData("update operation set state = 2, approvals_given = 0")]
    [InlineData("update operation set state = 3, lease_until = updated_at")]
    [InlineData("update operation set approval_digest = null")]
    [InlineData("update operation set state = 5")]
    [InlineData("update operation set state = 7")]
    public async Task Direct_statements_neither_change_a_vote_nor_skip_one(string statement)
    {
        var pending = await Host.Operations.ClaimedAsync(Payments.Pending(500, needed: 2));
        Assert.True(await Host.Operations.VoteAsync(pending, "ann"));

        await Assert.ThrowsAnyAsync<DbException>(() => Host.ExecuteAsync(statement));

        Assert.Equal(pending.Voted("ann"), await Host.Operations.FindAsync(pending.Id, Cancel));
        Assert.Equal(1, await Host.CountAsync("approval_vote where approver = 'ann'"));
    }

    [Fact]
    public async Task A_probes_bookkeeping_has_no_record_and_fences_other_probers()
    {
        var claimed = await Host.Operations.ClaimedAsync(Payments.Of(500), Payments.Limits(1000));
        Assert.True(await Host.Operations.MoveAsync(claimed, claimed.InDoubt()));
        var doubted = claimed.InDoubt();
        var records = await Host.CountAsync("audit_event");
        var taken = doubted with
        {
            Fence = doubted.Fence + 1,
            ProbeCount = 3,
            AbsentCount = 2,
            AbsentSince = doubted.UpdatedAt,
            NextProbeAt = doubted.UpdatedAt.AddSeconds(30),
        };

        var done = await Task.WhenAll(
            Host.Operations.MoveAsync(new Move(doubted, taken, null)),
            Host.TwinOperations().MoveAsync(new Move(doubted, taken, null))
        );

        Assert.Single(done, written => written);
        Assert.Equal(taken, await Host.Operations.FindAsync(doubted.Id, Cancel));
        Assert.Equal(records, await Host.CountAsync("audit_event"));
        Assert.False(await Host.Operations.MoveAsync(doubted, doubted.Failed()));
        Assert.Equal(2, await Host.CountAsync("limit_hold where state = 1"));
    }

    [Fact]
    public async Task A_proposed_resolution_is_kept_until_the_end()
    {
        var claimed = await Host.Operations.ClaimedAsync(Payments.Of(500));
        var people = claimed.After(Outcome.ForPeople(null), claimed.CreatedAt);
        Assert.True(await Host.Operations.MoveAsync(claimed, people));
        var proposed = people with
        {
            Fence = people.Fence + 1,
            Proposed = new Resolution(true, "wörtlich: \"ja\" \0 🏦", "ann", people.CreatedAt),
        };
        Assert.True(await Host.Operations.MoveAsync(people, proposed));
        Assert.Equal(proposed, await Host.Operations.FindAsync(claimed.Id, Cancel));

        var ended = proposed.After(Outcome.Succeeded(null, "{}"), proposed.CreatedAt) with
        {
            Fence = proposed.Fence + 1,
        };
        Assert.True(await Host.Operations.MoveAsync(proposed, ended));
        Assert.Equal(ended, await Host.Operations.FindAsync(claimed.Id, Cancel));
    }

    [Fact]
    public async Task Recovery_raises_the_fence_keeps_the_holds_and_knows_when_the_last_attempt_ends()
    {
        var expired = StoreCalls.IntentOf(Payments.Of(500), Payments.Limits(1000)) with { Lease = Samples.NoLease };
        var claimed = Assert.IsType<ClaimResult.Claimed>(await Host.Operations.ClaimAsync(expired)).Operation;

        Assert.Equal(
            1,
            await Host.Operations.RecoverExpiredAsync(
                operation => Samples.EventOf(operation, AuditCode.OperationLeaseExpired),
                Cancel
            )
        );

        var recovered = (await Host.Operations.FindAsync(claimed.Id, Cancel))!;
        Assert.Equal((OperationState.InDoubt, claimed.Fence + 1), (recovered.State, recovered.Fence));
        Assert.Equal(claimed.LeaseUntil, recovered.SentUntil);
        Assert.Null(recovered.LeaseUntil);
        Assert.Null(recovered.LeaseOwner);
        Assert.Equal(TimeSpan.FromSeconds(1), recovered.NextProbeAt - recovered.UpdatedAt);
        Assert.Equal(2, await Host.CountAsync("limit_hold where state = 1"));
        Assert.False(await Host.Operations.MoveAsync(claimed, Samples.Succeeded(claimed)));
    }

    [Fact]
    public async Task Probes_are_due_by_their_time_or_because_nobody_looked_since()
    {
        var now = TimeProvider.System.GetUtcNow();
        var late = await DoubtAsync(now.AddMinutes(-2), now.AddMinutes(-5));
        var due = await DoubtAsync(now.AddSeconds(-1), now.AddMinutes(-3));
        var later = await DoubtAsync(now.AddMinutes(5), now.AddMinutes(-10));
        await DoubtAsync(now.AddMinutes(5), now.AddMinutes(1));
        var sent = await Host.Operations.ClaimedAsync(Payments.Of(1));
        Assert.True(await Host.Operations.MoveAsync(sent, Samples.Succeeded(sent)));

        Assert.Equal([late, due], await DueAsync(null, 50));
        Assert.Equal([late, due, later], await DueAsync(now, 50));
        Assert.Equal([late, due, later], await DueAsync(now.AddMinutes(-9), 50));
        Assert.Equal([late, due], await DueAsync(now.AddMinutes(-11), 50));
        Assert.Equal([late], await DueAsync(now, 1));
    }

    [Fact]
    public async Task Lists_are_oldest_first_and_as_long_as_asked_for()
    {
        var second = Payments.Pending(2);
        var earlier = second.CreatedAt.AddMinutes(-1);
        var first = Payments.Pending(1) with
        {
            Id = new OperationId(Guid.CreateVersion7(earlier)),
            CreatedAt = earlier,
        };
        second = await Host.Operations.ClaimedAsync(second);
        first = await Host.Operations.ClaimedAsync(first);
        var sent = await Host.Operations.ClaimedAsync(Payments.Of(3));

        Assert.Equal([first, second], await Host.Operations.ListAsync(OperationState.PendingApproval, 10, Cancel));
        Assert.Equal([first], await Host.Operations.ListAsync(OperationState.PendingApproval, 1, Cancel));
        Assert.Equal([sent], await Host.Operations.ListAsync(OperationState.Dispatching, 10, Cancel));
        Assert.Empty(await Host.Operations.ListAsync(OperationState.Cancelled, 10, Cancel));
        Assert.Equal(first.CreatedAt, await Host.Operations.OldestPendingAsync(Cancel));
        Assert.True(await Host.Operations.MoveAsync(first, first.Cancelled()));
        Assert.Equal([first.Cancelled()], await Host.Operations.ListAsync(OperationState.Cancelled, 10, Cancel));
        Assert.Equal(second.CreatedAt, await Host.Operations.OldestPendingAsync(Cancel));
        Assert.True(await Host.Operations.MoveAsync(second, second.Cancelled()));
        Assert.Null(await Host.Operations.OldestPendingAsync(Cancel));
    }

    [Fact]
    public async Task Attempts_are_read_back_as_they_were_written()
    {
        var claimed = await Host.Operations.ClaimedAsync(Payments.Of(500));
        var attempt = Samples.Attempt(claimed) with
        {
            HttpStatus = null,
            ErrorClass = "timeout",
            ResponseSha256 = null,
        };
        Assert.True(
            await Host.Operations.SettleAsync(claimed, claimed.InDoubt(), attempt, Samples.EventOf(claimed.InDoubt()))
        );

        Assert.Equal([attempt], await Host.Operations.AttemptsAsync(claimed.Id, Cancel));
        Assert.Empty(await Host.Operations.AttemptsAsync(OperationId.New(TimeProvider.System), Cancel));
        Assert.Empty(await Host.Operations.VotesAsync(claimed.Id, Cancel));
    }

    private Task<IReadOnlyList<Operation>> DueAsync(DateTimeOffset? notProbedSince, int limit) =>
        Host.Operations.DueProbesAsync(notProbedSince, limit, Cancel);

    /// <summary>In doubt, with its next look and its last one at these times, in whole microseconds.</summary>
    private async Task<Operation> DoubtAsync(DateTimeOffset next, DateTimeOffset updated)
    {
        var claimed = await Host.Operations.ClaimedAsync(Payments.Of(500));
        var doubted = claimed.InDoubt() with { NextProbeAt = Whole(next), UpdatedAt = Whole(updated) };
        Assert.True(await Host.Operations.MoveAsync(claimed, doubted));
        return doubted;
    }

    private static DateTimeOffset Whole(DateTimeOffset time) =>
        DateTimeOffset.FromUnixTimeMilliseconds(time.ToUnixTimeMilliseconds());
}

public sealed class MovesOnPostgresTests : MoveConformance
{
    [Fact]
    public async Task Votes_cannot_be_truncated() =>
        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => Host.ExecuteAsync("truncate approval_vote"));

    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class MovesOnSqliteTests : MoveConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
