using System.Diagnostics;
using System.Threading.Channels;
using FinancialMcp.Application;
using Microsoft.Extensions.Logging;

namespace FinancialMcp.Infrastructure.Persistence.Writing;

/// <summary>
/// Many callers, one commit: whatever waits when a writer becomes free is written in one transaction, and each caller is
/// answered after it. A caller is answered in any case before its <see cref="Deadline"/>; a commit whose answer is lost
/// is reported as unknown and never repeated.
/// </summary>
internal sealed partial class GroupCommitWriter : IAsyncDisposable
{
    internal const int QueueCapacity = 4096;
    internal const int MaxBatch = 128;

    private const long NoCommit = long.MinValue;

    private static readonly TimeSpan DrainPatience = TimeSpan.FromSeconds(10);

    private readonly Channel<PendingWrite> queue = Channel.CreateBounded<PendingWrite>(
        new BoundedChannelOptions(QueueCapacity) { FullMode = BoundedChannelFullMode.Wait }
    );
    private readonly Database database;
    private readonly ILogger<GroupCommitWriter> log;
    private readonly Task[] writers;
    private long lastCommit = NoCommit;

    public GroupCommitWriter(Database database, ILogger<GroupCommitWriter> log)
    {
        this.database = database;
        this.log = log;
        writers = [.. Enumerable.Range(0, database.WriterCount).Select(_ => Task.Run(WriteUntilClosedAsync))];
    }

    /// <summary>How long ago the last commit of a record succeeded; the longest span there is when one failed since, or none was.</summary>
    internal TimeSpan SinceLastCommit =>
        Interlocked.Read(ref lastCommit) is var last and not NoCommit
            ? Stopwatch.GetElapsedTime(last)
            : TimeSpan.MaxValue;

    /// <summary>
    /// Returns what the write's commit told, after the commit. Throws <see cref="StoreUnavailableException"/> when the
    /// database did not say in time that it is committed, and at once when too many wait already. Without a deadline
    /// that began before, the caller's time begins now.
    /// </summary>
    internal async Task<TResult> CommitAsync<TResult>(PendingWrite<TResult> write, Deadline? begun = null)
    {
        var deadline = begun ?? database.StartDeadline();
        if (!queue.Writer.TryWrite(write))
        {
            throw new StoreUnavailableException("Too many writes are waiting for the database, or it is closing.");
        }

        try
        {
            return await write.Completion.WaitAsync(deadline.Remaining);
        }
        catch (TimeoutException cause)
        {
            var surelyNot = write.TryGiveUp();
            throw new StoreUnavailableException(
                surelyNot ? "The database took no write in time." : "The database did not answer a commit in time.",
                cause
            );
        }
    }

    /// <summary>
    /// The same for a write that carries an audit record, which is counted: as committed where the write's result says
    /// that it was written, and as lost where nobody knows.
    /// </summary>
    internal async Task<TResult> CommitRecordAsync<TResult>(
        PendingWrite<TResult> write,
        Func<TResult, bool> isWritten,
        Deadline? begun = null
    )
    {
        try
        {
            var result = await CommitAsync(write, begun);
            if (isWritten(result))
            {
                StoreMetrics.Recorded();
            }

            return result;
        }
        catch (StoreUnavailableException)
        {
            StoreMetrics.NotRecorded();
            throw;
        }
    }

    /// <summary>Takes no more writes and waits, ten seconds at most, until those it has are committed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!queue.Writer.TryComplete())
        {
            return;
        }

        try
        {
            await Task.WhenAll(writers).WaitAsync(DrainPatience);
        }
        catch (TimeoutException cause)
        {
            LogNotDrained(cause, queue.Reader.Count);
        }
    }

    private async Task WriteUntilClosedAsync()
    {
        IWriteSession? session = null;
        var batch = new List<PendingWrite>(MaxBatch);
        while (await queue.Reader.WaitToReadAsync())
        {
            batch.Clear();
            while (batch.Count < MaxBatch && queue.Reader.TryRead(out var write))
            {
                if (write.TryTake())
                {
                    batch.Add(write);
                }
            }

            if (batch.Count > 0)
            {
                session = await WriteAsync(session, batch);
            }
        }

        await CloseAsync(session);
    }

    /// <summary>Returns the session when it is still good.</summary>
    private async Task<IWriteSession?> WriteAsync(IWriteSession? session, List<PendingWrite> batch)
    {
        try
        {
            session ??= await database.OpenWriteSessionAsync();
            await session.CommitAsync(batch);
        }
        catch (BatchRefusedException refusal) when (batch.Count > 1)
        {
            LogBatchRefused(refusal.InnerException, batch.Count);
            return await WriteOneByOneAsync(session, batch);
        }
        catch (BatchRefusedException refusal)
        {
            Fail(batch, refusal);
            return session;
        }
#pragma warning disable CA1031 // A writer outlives whatever the database does; each caller is told.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            Fail(batch, cause);
            await CloseAsync(session);
            return null;
        }

        if (batch.Exists(write => write is AppendWrite or ProbeWrite))
        {
            // Moves may be committed without a record, and prove nothing of those.
            Interlocked.Exchange(ref lastCommit, Stopwatch.GetTimestamp());
        }

        foreach (var write in batch)
        {
            write.Publish();
        }

        return session;
    }

    private void Fail(List<PendingWrite> batch, Exception cause)
    {
        Interlocked.Exchange(ref lastCommit, NoCommit);
        LogWriteFailed(cause, batch.Count);
        var told = new StoreUnavailableException("The database did not commit.", cause);
        foreach (var write in batch)
        {
            write.Fail(told);
        }
    }

    /// <summary>The batch was rolled back for the fault of one: the others must not suffer for it.</summary>
    private async Task<IWriteSession?> WriteOneByOneAsync(IWriteSession? session, List<PendingWrite> batch)
    {
        foreach (var write in batch)
        {
            write.HandBack();
        }

        foreach (var write in batch)
        {
            if (write.TryTake())
            {
                session = await WriteAsync(session, [write]);
            }
        }

        return session;
    }

    private async ValueTask CloseAsync(IWriteSession? session)
    {
        try
        {
            if (session is not null)
            {
                await session.DisposeAsync();
            }
        }
#pragma warning disable CA1031 // A connection that breaks while it is closed is closed.
        catch (Exception cause)
#pragma warning restore CA1031
        {
            LogCloseFailed(cause);
        }
    }

    [LoggerMessage(
        3001,
        LogLevel.Warning,
        "database_error: a batch of {Count} writes was rolled back and is repeated one by one",
        EventName = "database_batch_refused"
    )]
    private partial void LogBatchRefused(Exception? cause, int count);

    [LoggerMessage(
        3002,
        LogLevel.Error,
        "database_error: {Count} writes were not committed, or nobody knows",
        EventName = "database_error"
    )]
    private partial void LogWriteFailed(Exception cause, int count);

    [LoggerMessage(
        3003,
        LogLevel.Warning,
        "database_error: a session did not close cleanly",
        EventName = "database_close_failed"
    )]
    private partial void LogCloseFailed(Exception cause);

    [LoggerMessage(
        3004,
        LogLevel.Error,
        "database_error: {Count} writes still waited at the end",
        EventName = "database_not_drained"
    )]
    private partial void LogNotDrained(Exception cause, int count);
}
