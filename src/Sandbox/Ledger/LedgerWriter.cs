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
    private readonly Channel<Work> _queue = Channel.CreateBounded<Work>(
        new BoundedChannelOptions(8192) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait }
    );
    private readonly LedgerSession _session;
    private readonly Task _loop;

    public LedgerWriter(LedgerSession session)
    {
        _session = session;
        _loop = Task.Run(RunAsync);
    }

    /// <summary>Runs the change and returns its result once it is durable. Throws what the change throws.</summary>
    public async Task<T> WriteAsync<T>(Func<LedgerSession, T> change)
    {
        var work = new Work<T>(change);
        await _queue.Writer.WriteAsync(work);
        return await work.Completion;
    }

    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _loop;
        _session.Dispose();
    }

    private async Task RunAsync()
    {
        var batch = new List<Work>(LargestBatch);
        while (await _queue.Reader.WaitToReadAsync())
        {
            while (batch.Count < LargestBatch && _queue.Reader.TryRead(out var work))
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
            _session.Execute("BEGIN IMMEDIATE");
            foreach (var work in batch)
            {
                RunOne(work);
            }
            _session.Execute("COMMIT");
        }
        catch (Exception e)
        {
            Abandon(batch, e);
            return;
        }
        foreach (var work in batch)
        {
            work.Answer();
        }
    }

    private void RunOne(Work work)
    {
        _session.Execute("SAVEPOINT one");
        if (!work.Run(_session))
        {
            _session.Execute("ROLLBACK TO one");
        }
        _session.Execute("RELEASE one");
    }

    private void Abandon(List<Work> batch, Exception cause)
    {
        try
        {
            _session.Execute("ROLLBACK");
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
        private readonly TaskCompletionSource<T> _source = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private T? _result;
        private Exception? _refusal;

        public Task<T> Completion => _source.Task;

        public override bool Run(LedgerSession session)
        {
            try
            {
                _result = change(session);
                return true;
            }
            catch (Exception e)
            {
                _refusal = e;
                return false;
            }
        }

        public override void Answer()
        {
            if (_refusal is null)
            {
                _source.SetResult(_result!);
            }
            else
            {
                _source.SetException(_refusal);
            }
        }

        public override void Fail(Exception cause) => _source.SetException(cause);
    }
}
