using System.Collections.Concurrent;

namespace FinancialMcp.Sandbox.Ledger;

/// <summary>A pool of read-only sessions; each read sees one committed state of the ledger.</summary>
internal sealed class LedgerReaders(LedgerFile file) : IDisposable
{
    private readonly ConcurrentBag<LedgerSession> idle = [];

    public T Read<T>(Func<LedgerSession, T> query)
    {
        if (!idle.TryTake(out var session))
        {
            session = file.OpenSession(readOnly: true);
        }
        try
        {
            return query(session);
        }
        finally
        {
            idle.Add(session);
        }
    }

    /// <summary>Several statements over one and the same committed state.</summary>
    public T ReadSnapshot<T>(Func<LedgerSession, T> query) =>
        Read(session =>
        {
            session.Execute("BEGIN");
            try
            {
                return query(session);
            }
            finally
            {
                session.Execute("COMMIT");
            }
        });

    public void Dispose()
    {
        while (idle.TryTake(out var session))
        {
            session.Dispose();
        }
    }
}
