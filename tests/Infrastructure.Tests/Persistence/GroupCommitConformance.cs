using FinancialMcp.Application;
using FinancialMcp.Application.Audit;
using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Persistence.Rows;
using FinancialMcp.Infrastructure.Persistence.Writing;
using Microsoft.Extensions.DependencyInjection;

namespace FinancialMcp.Infrastructure.Tests.Persistence;

/// <summary>What writing in groups promises each of its callers, on every database.</summary>
public abstract class GroupCommitConformance : IAsyncLifetime
{
    private protected StoreHost Host { get; private set; } = null!;

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
    public async Task A_batch_with_one_bad_write_is_rolled_back_whole()
    {
        await using var session = await Host.Services.GetRequiredService<Database>().OpenWriteSessionAsync();
        var writes = Enumerable.Range(0, 31).Select(_ => Append()).ToList<PendingWrite>();
        writes.Insert(17, Claim(Unstorable()));

        await Assert.ThrowsAsync<BatchRefusedException>(() => session.CommitAsync(writes));

        Assert.Equal(0, await Host.CountAsync("audit_event"));
        Assert.Equal(0, await Host.CountAsync("operation"));

        // The session is still good.
        await session.CommitAsync([Append()]);
        Assert.Equal(1, await Host.CountAsync("audit_event"));
    }

    [Fact]
    public async Task One_bad_write_of_32_fails_alone()
    {
        var claims = Enumerable.Range(0, 31).Select(_ => Samples.Operation()).ToList();
        var bad = Unstorable();
        claims.Insert(13, bad);

        var results = await Task.WhenAll(
            claims.Select(async operation =>
            {
                try
                {
                    await Host.Operations.ClaimAsync(operation, Samples.EventOf(operation), Samples.Lease);
                    return operation != bad;
                }
                catch (StoreUnavailableException)
                {
                    return operation == bad;
                }
            })
        );

        Assert.All(results, Assert.True);
        Assert.Equal(31, await Host.CountAsync("operation"));
        Assert.Equal(31, await Host.CountAsync("audit_event"));
    }

    [Fact]
    public async Task Text_that_no_database_stores_is_refused_before_it_meets_a_batch()
    {
        var operation = Samples.Operation() with { BackendBody = "half a pair \ud83c" };

        await Assert.ThrowsAsync<ArgumentException>(() =>
            Host.Operations.ClaimAsync(operation, Samples.EventOf(operation), Samples.Lease)
        );
    }

    [Fact]
    public async Task A_batch_of_all_kinds_tells_each_write_its_own_result()
    {
        await using var session = await Host.Services.GetRequiredService<Database>().OpenWriteSessionAsync();
        var first = Samples.Operation("held");
        var rival = Samples.Operation("held");
        var known = Samples.Operation();
        await session.CommitAsync([Claim(first), Claim(known)]);
        var won = Claim(Samples.Operation());
        var lost = Claim(rival);
        var moved = Move(known, known.Fence);
        var again = Move(known, known.Fence);
        var stale = Move(first, first.Fence - 1);

        await session.CommitAsync([Append(), stale, lost, moved, won, again, Append()]);

        Assert.NotNull(won.Result.LeaseUntil);
        Assert.True(won.Result.IsClaimed);
        Assert.False(lost.Result.IsClaimed);
        Assert.True(moved.Result ^ again.Result);
        Assert.False(stale.Result);
        Assert.Equal(3 + 2 + 1, await Host.CountAsync("audit_event"));
        Assert.Equal(1, await Host.CountAsync("operation_attempt"));
    }

    [Fact]
    public async Task The_same_operation_twice_in_a_batch_is_claimed_once()
    {
        await using var session = await Host.Services.GetRequiredService<Database>().OpenWriteSessionAsync();
        var operation = Samples.Operation();
        ClaimWrite[] claims = [Claim(operation), Claim(operation)];

        await session.CommitAsync(claims);

        Assert.Single(claims, claim => claim.Result.IsClaimed);
        Assert.Equal(1, await Host.CountAsync("audit_event"));
    }

    [Fact]
    public async Task What_is_queued_at_the_end_is_still_committed()
    {
        var pending = Enumerable.Range(0, 500).Select(_ => Host.Audit.AppendAsync(Samples.Event())).ToList();

        await Host.Writer.DisposeAsync();

        await Task.WhenAll(pending);
        Assert.Equal(500, await Host.CountAsync("audit_event"));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => Host.Audit.AppendAsync(Samples.Event()));
    }

    [Fact]
    public async Task A_probe_commits_and_leaves_no_row()
    {
        await Host.Writer.CommitAsync(new ProbeWrite());

        Assert.Equal(0, await Host.CountAsync("audit_event"));
        Assert.InRange(Host.Writer.SinceLastCommit, TimeSpan.Zero, TimeSpan.FromMinutes(1));
    }

    private protected abstract Task<StoreHost> CreateAsync();

    private static Operation Unstorable() => Samples.Operation() with { BackendBody = "" };

    private static AppendWrite Append() => new(Samples.RowOf(Samples.Event()));

    private static ClaimWrite Claim(Operation operation) =>
        new(
            OperationRow.Of(operation),
            limits => Samples.RowOf(Samples.EventOf(operation) with { Limits = limits }),
            new AdmissionTerms(StoreCalls.FirstVersion, Samples.Lease.Ticks / TimeSpan.TicksPerMicrosecond, [])
        );

    private static MoveWrite Move(Operation operation, long fence)
    {
        var settled = Samples.Succeeded(operation);
        return new MoveWrite(
            (short)operation.State,
            fence,
            OperationRow.Of(settled),
            Samples.RowOf(Samples.EventOf(settled, AuditCode.OperationOutcome))
        )
        {
            Attempt = AttemptRow.Of(operation.Id, Samples.Attempt(operation)),
            Effect = HoldEffect.Use,
        };
    }
}

public sealed class GroupCommitOnPostgresTests : GroupCommitConformance
{
    [Fact]
    public async Task A_write_that_fails_at_the_commit_itself_is_not_answered_as_done()
    {
        await Host.ExecuteAsync(
            """
            create function fail_late() returns trigger language plpgsql as $$
            begin raise exception 'too late' using errcode = 'check_violation'; end $$;
            create constraint trigger late after insert on audit_event deferrable initially deferred
                for each row when (new.tool = 'late') execute function fail_late();
            """
        );

        var late = Samples.Event() with { Tool = "late" };
        var neighbours = Enumerable.Range(0, 16).Select(_ => Host.Audit.AppendAsync(Samples.Event())).ToList();

        await Assert.ThrowsAsync<StoreUnavailableException>(() => Host.Audit.AppendAsync(late));
        await Task.WhenAll(neighbours);
        Assert.Equal(0, await Host.CountAsync("audit_event where tool = 'late'"));
        Assert.Equal(16, await Host.CountAsync("audit_event"));
    }

    [Fact]
    public async Task A_row_locked_by_somebody_else_holds_up_only_its_own_write()
    {
        var locked = Samples.Operation();
        var claim = await Host.Operations.ClaimAsync(locked, Samples.EventOf(locked), Samples.Lease);
        await using var other = await Host.ConnectAsync();
        await using var transaction = await other.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using var hold = other.CreateCommand();
        hold.CommandText = "select 1 from operation for update";
        await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

        var settled = Samples.Succeeded(claim.Operation);
        var blocked = Host.Operations.SettleAsync(
            claim.Operation,
            settled,
            Samples.Attempt(locked),
            Samples.EventOf(settled, AuditCode.OperationOutcome)
        );
        var neighbours = Enumerable.Range(0, 32).Select(_ => Host.Audit.AppendAsync(Samples.Event())).ToList();

        await Task.WhenAll(neighbours);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => blocked);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        Assert.Equal(
            claim.Operation,
            await Host.Operations.FindAsync(locked.Id, TestContext.Current.CancellationToken)
        );
    }

    [Fact]
    public async Task A_role_that_does_not_wait_for_the_disk_is_made_to_wait()
    {
        await Host.ExecuteAsync(
            $"""
            alter database {Host.Options.Postgres!.Database} set synchronous_commit = off;
            create table seen (setting text);
            create function see() returns trigger language plpgsql as $$
            begin insert into seen values (current_setting('synchronous_commit')); return new; end $$;
            create trigger see before insert on audit_event for each row execute function see();
            """
        );

        await Host.Audit.AppendAsync(Samples.Event());

        Assert.Equal("on", (await Host.SingleAsync("select setting from seen"))["setting"]);
    }

    private protected override Task<StoreHost> CreateAsync() => PostgresStoreHost.CreateAsync();
}

public sealed class GroupCommitOnSqliteTests : GroupCommitConformance
{
    [Fact]
    public async Task A_file_locked_by_another_program_is_answered_in_time_and_used_again_after()
    {
        await using (var other = await Host.ConnectAsync())
        {
            await using var hold = other.CreateCommand();
            hold.CommandText = "begin immediate";
            await hold.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);

            await Assert.ThrowsAsync<StoreUnavailableException>(() =>
                Host
                    .Audit.AppendAsync(Samples.Event())
                    .WaitAsync(TimeSpan.FromSeconds(3), TestContext.Current.CancellationToken)
            );
        }

        await Host.Audit.AppendAsync(Samples.Event());
        Assert.Equal(1, await Host.CountAsync("audit_event"));
    }

    private protected override Task<StoreHost> CreateAsync() => SqliteStoreHost.CreateAsync();
}
