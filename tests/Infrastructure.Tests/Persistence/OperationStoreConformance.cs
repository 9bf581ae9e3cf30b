using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>What every operation store promises.</summary>
public abstract class OperationStoreConformance : IAsyncLifetime
{
    private protected StoreHost Host { get; private set; } = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => Host = await CreateAsync();

    public async ValueTask DisposeAsync()
    {
        if (Host is not null)
        {
            await Host.DisposeAsync();
        }

        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_claimed_operation_is_read_back_as_it_was_written()
    {
        var operation = Samples.Operation();

        var claim = await Host.Operations.ClaimAsync(operation, Samples.EventOf(operation), Samples.Lease);

        Assert.True(claim.IsNew);
        Assert.InRange(claim.Operation.LeaseUntil!.Value - operation.CreatedAt, Samples.Lease, Samples.Lease * 2);
        Assert.Equal(operation with { LeaseUntil = claim.Operation.LeaseUntil }, claim.Operation);
        Assert.Equal(claim.Operation, await Host.Operations.FindAsync(operation.Id, Cancel));
        Assert.Equal(
            claim.Operation,
            await Host.Operations.FindByKeyAsync(operation.Principal, operation.KeyHash, Cancel)
        );
    }

    [Fact]
    public async Task The_second_claim_of_a_key_finds_the_first_holder_and_writes_nothing()
    {
        var first = Samples.Operation("one-key-for-two");
        var second = Samples.Operation("one-key-for-two");
        var claimed = await Host.Operations.ClaimAsync(first, Samples.EventOf(first), Samples.Lease);

        var lost = await Host.Operations.ClaimAsync(second, Samples.EventOf(second), Samples.Lease);

        Assert.False(lost.IsNew);
        Assert.Equal(claimed.Operation, lost.Operation);
        Assert.Equal(1, await Host.CountAsync("operation"));
        Assert.Equal(1, await Host.CountAsync("audit_event"));
    }

    [Fact]
    public async Task Another_principal_may_use_the_same_key()
    {
        var first = Samples.Operation("shared-by-principals");
        var second = Samples.Operation("shared-by-principals") with
        {
            Principal = first.Principal with { ActingParty = null },
        };

        Assert.True((await Host.Operations.ClaimAsync(first, Samples.EventOf(first), Samples.Lease)).IsNew);
        Assert.True((await Host.Operations.ClaimAsync(second, Samples.EventOf(second), Samples.Lease)).IsNew);
    }

    [Fact]
    public async Task Of_64_concurrent_claims_of_one_key_one_is_new()
    {
        var twin = Host.TwinOperations();
        var claims = await Task.WhenAll(
            Enumerable
                .Range(0, 64)
                .Select(async at =>
                {
                    var operation = Samples.Operation("contended");
                    var store = at % 2 == 0 ? Host.Operations : twin;
                    return await store.ClaimAsync(operation, Samples.EventOf(operation), Samples.Lease);
                })
        );

        var winner = Assert.Single(claims, claim => claim.IsNew);
        Assert.All(claims, claim => Assert.Equal(winner.Operation, claim.Operation));
        Assert.Equal(1, await Host.CountAsync("operation"));
        Assert.Equal(1, await Host.CountAsync("audit_event"));
    }

    [Fact]
    public async Task An_outcome_is_stored_with_its_attempt_and_record()
    {
        var dispatched = await ClaimAsync();
        var settled = Samples.Succeeded(dispatched);

        Assert.True(await SettleAsync(dispatched, settled));

        Assert.Equal(settled, await Host.Operations.FindAsync(dispatched.Id, Cancel));
        Assert.Equal(1, await Host.CountAsync("operation_attempt where http_status = 201 and fence = 1"));
        Assert.Equal(1, await Host.CountAsync("audit_event where code = 202 and state = 'succeeded'"));
    }

    [Fact]
    public async Task A_stale_fence_settles_nothing()
    {
        var dispatched = await ClaimAsync();
        var stale = dispatched with { Fence = dispatched.Fence - 1 };

        Assert.False(await SettleAsync(stale, Samples.Succeeded(stale)));

        Assert.Equal(dispatched, await Host.Operations.FindAsync(dispatched.Id, Cancel));
        Assert.Equal(0, await Host.CountAsync("operation_attempt"));
        Assert.Equal(0, await Host.CountAsync("audit_event where code = 202"));
    }

    [Fact]
    public async Task What_was_concluded_is_not_concluded_again()
    {
        var dispatched = await ClaimAsync();
        Assert.True(await SettleAsync(dispatched, Samples.Succeeded(dispatched)));
        var failed = dispatched.After(Outcome.NotExecuted("INSUFFICIENT_FUNDS", "No."), dispatched.CreatedAt);

        Assert.False(await SettleAsync(dispatched, failed));

        Assert.Equal(OperationState.Succeeded, (await Host.Operations.FindAsync(dispatched.Id, Cancel))!.State);
    }

    [Fact]
    public async Task Of_two_conclusions_at_once_one_is_written()
    {
        var dispatched = await ClaimAsync();
        var failed = dispatched.After(Outcome.NotExecuted("INSUFFICIENT_FUNDS", "No."), dispatched.CreatedAt);

        var done = await Task.WhenAll(
            SettleAsync(dispatched, Samples.Succeeded(dispatched)),
            SettleAsync(dispatched, failed)
        );

        Assert.Single(done, written => written);
        Assert.Equal(1, await Host.CountAsync("operation_attempt"));
        Assert.Equal(1, await Host.CountAsync("audit_event where code = 202"));
    }

    [Fact]
    public async Task What_nobody_wrote_is_not_found()
    {
        Assert.Null(await Host.Operations.FindAsync(OperationId.New(TimeProvider.System), Cancel));
        Assert.Null(await Host.Operations.FindByKeyAsync(Samples.Operation().Principal, "no-such-key", Cancel));
        Assert.Null(await Host.Operations.OldestDoubtAsync(Cancel));
    }

    [Fact]
    public async Task Every_instruction_is_read_back_as_it_was_written()
    {
        foreach (var instruction in Instructions.All)
        {
            var operation = Samples.Operation(instruction: instruction);
            await Host.Operations.ClaimAsync(operation, Samples.EventOf(operation), Samples.Lease);

            Assert.Equal(instruction, (await Host.Operations.FindAsync(operation.Id, Cancel))!.Instruction);
        }
    }

    [Fact]
    public async Task Counts_and_the_oldest_doubt_follow_the_states()
    {
        var first = await ClaimAsync();
        var second = await ClaimAsync();
        var third = await ClaimAsync();
        await SettleAsync(first, Samples.Succeeded(first));
        var doubt = second.After(Outcome.Unknown(), second.CreatedAt.AddSeconds(1));
        await SettleAsync(second, doubt);
        await SettleAsync(third, third.After(Outcome.Unknown(), third.CreatedAt.AddSeconds(9)));

        Assert.Equal(0, await Host.Operations.CountAsync(OperationState.Dispatching, Cancel));
        Assert.Equal(2, await Host.Operations.CountAsync(OperationState.InDoubt, Cancel));
        Assert.Equal(1, await Host.Operations.CountAsync(OperationState.Succeeded, Cancel));
        Assert.Equal(doubt.DoubtSince, await Host.Operations.OldestDoubtAsync(Cancel));
    }

    [Fact]
    public async Task Each_expired_lease_is_recovered_once_however_many_recover()
    {
        const int expired = 250;
        var twin = Host.TwinOperations();
        var operations = await Task.WhenAll(Enumerable.Range(0, expired).Select(_ => ClaimAsync(Samples.NoLease)));
        var alive = await ClaimAsync();

        var recovered = await Task.WhenAll(
            Host.Operations.RecoverExpiredAsync(Doubt, Cancel),
            twin.RecoverExpiredAsync(Doubt, Cancel)
        );

        Assert.Equal(expired, recovered.Sum());
        Assert.Equal(expired, await Host.CountAsync("audit_event where code = 206"));
        Assert.Equal(expired, await Host.CountAsync("operation where state = 5 and doubt_since is not null"));
        Assert.Equal(alive, await Host.Operations.FindAsync(alive.Id, Cancel));
        Assert.False(await SettleAsync(operations[0], Samples.Succeeded(operations[0])));
    }

    [Theory]
    [InlineData("update operation set state = 3, lease_until = updated_at where state = 10")]
    [InlineData("update operation set result = 'other' where state = 10")]
    [InlineData("update operation set fence = 0 where state = 3")]
    [InlineData("update operation set backend_body = 'other' where state = 3")]
    [InlineData("update operation set key_hash = 'other' where state = 3")]
    [InlineData("delete from operation where state = 10")]
    [InlineData("delete from operation where state = 3")]
    [InlineData("update operation_attempt set http_status = 500")]
    [InlineData("delete from operation_attempt")]
    public async Task Direct_statements_cannot_undo_what_was_written(string statement)
    {
        var dispatched = await ClaimAsync();
        var settled = await ClaimAsync();
        await SettleAsync(settled, Samples.Succeeded(settled));

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => Host.ExecuteAsync(statement));

        Assert.Equal(dispatched, await Host.Operations.FindAsync(dispatched.Id, Cancel));
        Assert.Equal(OperationState.Succeeded, (await Host.Operations.FindAsync(settled.Id, Cancel))!.State);
        Assert.Equal(1, await Host.CountAsync("operation_attempt where http_status = 201"));
    }

    private protected abstract Task<StoreHost> CreateAsync();

    private static AuditEvent Doubt(Operation operation) => Samples.EventOf(operation, AuditCode.OperationLeaseExpired);

    private protected async Task<Operation> ClaimAsync(TimeSpan? lease = null)
    {
        var operation = Samples.Operation();
        var claim = await Host.Operations.ClaimAsync(operation, Samples.EventOf(operation), lease ?? Samples.Lease);
        Assert.True(claim.IsNew);
        return claim.Operation;
    }

    private protected Task<bool> SettleAsync(Operation dispatched, Operation settled) =>
        Host.Operations.SettleAsync(
            dispatched,
            settled,
            Samples.Attempt(dispatched),
            Samples.EventOf(settled, AuditCode.OperationOutcome)
        );
}

public sealed class OperationStoreOnPostgresTests : OperationStoreConformance
{
    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();

    [Theory]
    [InlineData("operation_attempt, operation")]
    [InlineData("audit_event")]
    [InlineData("operation_attempt")]
    public async Task Nothing_can_be_truncated(string tables)
    {
        var operation = await ClaimAsync();

        await Assert.ThrowsAsync<Npgsql.PostgresException>(() => Host.ExecuteAsync($"truncate {tables}"));

        Assert.NotNull(await Host.Operations.FindAsync(operation.Id, TestContext.Current.CancellationToken));
    }
}

public sealed class OperationStoreOnSqliteTests : OperationStoreConformance
{
    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();

    [Fact]
    public async Task A_replacement_is_a_removal()
    {
        var operation = await ClaimAsync();

        await Assert.ThrowsAsync<Microsoft.Data.Sqlite.SqliteException>(() =>
            Host.ExecuteAsync("replace into operation select * from operation")
        );

        Assert.Equal(operation, await Host.Operations.FindAsync(operation.Id, TestContext.Current.CancellationToken));
    }
}
