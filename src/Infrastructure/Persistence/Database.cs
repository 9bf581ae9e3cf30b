using System.Data.Common;
using FinancialMcp.Application;
using FinancialMcp.Infrastructure.Persistence.Writing;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>What the stores need of a database that differs between the two there are.</summary>
internal abstract class Database(TimeSpan patience) : IAsyncDisposable
{
    /// <summary>How many writers commit side by side.</summary>
    internal abstract int WriterCount { get; }

    /// <summary>An SQL expression for the time now, by the database's clock.</summary>
    internal abstract string Now { get; }

    /// <summary>A record's position in the order of commits, as the expression that an index orders.</summary>
    internal abstract string Position { get; }

    /// <summary>
    /// An SQL condition on records: the current epoch has no seal over it yet. In the form that an index serves, also in a
    /// cluster whose transactions are numbered lower than those of an epoch before.
    /// </summary>
    internal abstract string IsUnsealed { get; }

    internal abstract Task<IWriteSession> OpenWriteSessionAsync();

    /// <summary>For a caller who begins to wait now.</summary>
    internal Deadline StartDeadline() => Deadline.Start(patience);

    /// <summary>
    /// Reads with one statement whose parameters are $1, $2 … Throws <see cref="StoreUnavailableException"/> when the
    /// database did not answer before the deadline, and <see cref="OperationCanceledException"/> for a caller who went away.
    /// </summary>
    internal async Task<T> ReadAsync<T>(
        string text,
        object[] parameters,
        Func<StoredRows, Task<T>> read,
        Deadline deadline,
        CancellationToken cancellationToken
    )
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(deadline.Remaining);
        try
        {
            // Also not waited for: a driver that is busy giving up a dead connection.
            return await ReadWithinAsync(text, parameters, read, limit.Token).WaitAsync(limit.Token);
        }
        catch (OperationCanceledException cause) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StoreUnavailableException("The database did not answer in time.", cause);
        }
        // The driver throws a bare TimeoutException where a new connection's first questions are not answered in time.
        catch (Exception cause) when (cause is DbException or TimeoutException or PendingMigrationsException)
        {
            throw new StoreUnavailableException("The database could not be read.", cause);
        }
    }

    /// <summary>Every row of one statement, within a deadline of its own; throws as <see cref="ReadAsync{T}"/> does.</summary>
    internal async Task<IReadOnlyList<T>> ManyAsync<T>(
        string text,
        object[] parameters,
        Func<StoredRows, T> read,
        CancellationToken cancellationToken
    ) =>
        await ReadAsync(
            text,
            parameters,
            async rows =>
            {
                var many = new List<T>();
                while (await rows.NextAsync())
                {
                    many.Add(read(rows));
                }

                return many;
            },
            StartDeadline(),
            cancellationToken
        );

    public abstract ValueTask DisposeAsync();

    /// <summary>A connection for one read, returned to its pool when disposed of.</summary>
    protected abstract Task<DbConnection> OpenReadConnectionAsync(CancellationToken cancellationToken);

    protected abstract DbParameter Parameter(int number, object value);

    protected abstract StoredRows Rows(DbDataReader reader);

    /// <summary>True when a failed read may be tried once more on a fresh connection.</summary>
    protected abstract bool MayReadAgain(DbException cause);

    private async Task<T> ReadWithinAsync<T>(
        string text,
        object[] parameters,
        Func<StoredRows, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await ReadOnceAsync(text, parameters, read, cancellationToken);
        }
        catch (DbException cause) when (MayReadAgain(cause))
        {
            return await ReadOnceAsync(text, parameters, read, cancellationToken);
        }
    }

    private async Task<T> ReadOnceAsync<T>(
        string text,
        object[] parameters,
        Func<StoredRows, Task<T>> read,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await OpenReadConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        for (var at = 0; at < parameters.Length; at++)
        {
            command.Parameters.Add(Parameter(at + 1, parameters[at]));
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await read(Rows(reader));
    }
}

/// <summary>The tables are not yet those of this program: it neither reads nor writes.</summary>
internal sealed class PendingMigrationsException(IReadOnlyList<string> pending)
    : Exception($"The database has {pending.Count} pending migrations: run `financial-mcp migrate`.");

/// <summary>The database was restored into another cluster, and its trail's new epoch has not begun yet.</summary>
internal sealed class RestoredDatabaseException()
    : Exception(
        "The database was restored: the sealer must begin a new epoch of the trail before anything is written."
    );

/// <summary>The server was to serve as a role that could rewrite the trail. The message is for the operator.</summary>
internal sealed class OwnerServesException()
    : Exception(
        "DB_USER is a superuser or owns the audit tables: it could rewrite the trail, so the server does not start. "
            + "Migrate as DB_MIGRATION_USER, and serve as a role of its own."
    );
