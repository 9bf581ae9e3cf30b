using System.Threading.Channels;

namespace FinancialMcp.Sandbox.Ledger;

/// <summary>
/// The only writer. Calls that arrive while a commit is under way form the next batch: one SQLite transaction, a
/// savepoint for each call, one commit. A call is answered after the commit that holds it, never before; a refused call
/// leaves nothing behind and does not disturb the others of its batch.
/// </summary>
internal sealed class LedgerWriter : IAsyncDisposable
{
    private const int LargestBatch = 256;
    private readonly Channel<Work> queue = Channel.CreateBounded<Work>(
        new BoundedChannelOptions(8192) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );
    private readonly LedgerSession session;
    private readonly Task loop;
    private long commits;
    private long writes;

    public LedgerWriter(LedgerSession session)
    {
        this.session = session;
        // A commit waits for the disk, so the loop has a thread of its own instead of one that requests need.
        loop = Task.Factory.StartNew(
            Run,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
    }

    /// <summary>Commits so far, and the calls that they answered.</summary>
    public long Commits => Interlocked.Read(ref commits);

    /// <inheritdoc cref="Commits"/>
    public long Writes => Interlocked.Read(ref writes);

    /// <summary>Runs the change and returns its result once it is durable. Throws what the change throws.</summary>
    public async Task<T> WriteAsync<T>(Func<LedgerSession, T> change)
    {
        var work = new Work<T>(change);
        await queue.Writer.WriteAsync(work);
        return await work.Completion;
    }

    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await loop;
        session.Dispose();
    }

    private void Run()
    {
        var batch = new List<Work>(LargestBatch);
        while (queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            while (batch.Count < LargestBatch && queue.Reader.TryRead(out var work))
            {
                batch.Add(work);
            }
            Commit(batch);
            batch.Clear();
        }
    }

    private void Commit(List<Work> batch)
    {
        try
        {
            session.Execute("BEGIN IMMEDIATE");
            foreach (var work in batch)
            {
                RunOne(work);
            }
            session.Execute("COMMIT");
        }
        catch (Exception e)
        {
            Abandon(batch, e);
            return;
        }
        Interlocked.Increment(ref commits);
        Interlocked.Add(ref writes, batch.Count);
        foreach (var work in batch)
        {
            work.Answer();
        }
    }

    private void RunOne(Work work)
    {
        session.Execute("SAVEPOINT one");
        if (!work.Run(session))
        {
            session.Execute("ROLLBACK TO one");
        }
        session.Execute("RELEASE one");
    }

    private void Abandon(List<Work> batch, Exception cause)
    {
        try
        {
            session.Execute("ROLLBACK");
        }
        catch (Microsoft.Data.Sqlite.SqliteException e)
        {
            // SQLite has already rolled back by itself (disk full, I/O error); the callers get the first cause.
            cause = new AggregateException(cause, e);
        }
        foreach (var work in batch)
        {
            work.Fail(cause);
        }
    }

    private abstract class Work
    {
        public abstract bool Run(LedgerSession session);

        public abstract void Answer();

        public abstract void Fail(Exception cause);
    }

    private sealed class Work<T>(Func<LedgerSession, T> change) : Work
    {
        private readonly TaskCompletionSource<T> source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? result;
        private Exception? refusal;

        public Task<T> Completion => source.Task;

        public override bool Run(LedgerSession session)
        {
            try
            {
                result = change(session);
                return true;
            }
            catch (Exception e)
            {
                refusal = e;
                return false;
            }
        }

        public override void Answer()
        {
            if (refusal is null)
            {
                source.SetResult(result!);
            }
            else
            {
                source.SetException(refusal);
            }
        }

        public override void Fail(Exception cause) => source.SetException(cause);
    }
}
