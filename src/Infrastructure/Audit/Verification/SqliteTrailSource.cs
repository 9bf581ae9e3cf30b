using System.Runtime.CompilerServices;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.Infrastructure.Audit.Verification;

/// <summary>
/// The trail in an embedded database, read in one transaction of one read-only connection; also while a server holds the
/// file.
/// </summary>
internal sealed class SqliteTrailSource : ITrailSource
{
    private readonly SqliteConnection connection;
    private readonly TrailHead head;

    private SqliteTrailSource(SqliteConnection connection, TrailHead head)
    {
        this.connection = connection;
        this.head = head;
    }

    /// <summary>
    /// Takes the moment that all is read as of. Throws <see cref="FileNotFoundException"/> without a database, and the
    /// driver's exceptions.
    /// </summary>
    internal static async Task<SqliteTrailSource> OpenAsync(
        string directory,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        var path = EmbeddedFile.PathIn(directory);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no embedded database in {directory}.", path);
        }

        var opened = SqliteConnections.Reader(path);
        try
        {
            await opened.OpenAsync(cancellationToken);
            var pending = await SchemaVersion.PendingAsync<SqliteDb>(opened, cancellationToken);
            if (pending.Count > 0)
            {
                throw new PendingMigrationsException(pending);
            }

            await using var begin = opened.CreateCommand();
            begin.CommandText = "begin";
            await begin.ExecuteNonQueryAsync(cancellationToken);
            return new SqliteTrailSource(opened, await ReadHeadAsync(opened, path, time, cancellationToken));
        }
        catch
        {
            await opened.DisposeAsync();
            throw;
        }
    }

    public Task<TrailHead> HeadAsync(CancellationToken cancellationToken) => Task.FromResult(head);

    public IAsyncEnumerable<StoredSeal> SealsAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection, TrailReading.Seals, TrailReading.ReadSeal, [], cancellationToken);

    public async IAsyncEnumerable<StoredRecord> RecordsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var text = TrailReading.Records("seq", "seq");
        foreach (var (epoch, from, to) in TrailReading.Ranges(head.Epochs))
        {
            var rows = ReadAsync(
                connection,
                text,
                row => TrailReading.ReadRecord(row, epoch),
                [from, to],
                cancellationToken
            );
            await foreach (var record in rows)
            {
                yield return record;
            }
        }
    }

    public IAsyncEnumerable<StoredOperation> OperationsAsync(CancellationToken cancellationToken) =>
        ReadAsync(connection, TrailReading.Operations, TrailReading.ReadOperation, [], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await using (var end = connection.CreateCommand())
        {
            end.CommandText = "rollback";
            await end.ExecuteNonQueryAsync();
        }

        await connection.DisposeAsync();
    }

    private static async Task<TrailHead> ReadHeadAsync(
        SqliteConnection connection,
        string path,
        TimeProvider time,
        CancellationToken cancellationToken
    )
    {
        // The first statement takes the snapshot: no record in it is younger than the time read after it.
        var epochs = await ListAsync(TrailReading.Epochs, SealRows.ReadEpoch);
        return new TrailHead(
            $"embedded database {path}",
            SqliteValues.Microseconds(time.GetUtcNow()),
            epochs,
            await ListAsync(TrailReading.Keys, row => row.Text(0)),
            await ListAsync(TrailReading.Drops, TrailReading.ReadDrop)
        );

        async Task<List<T>> ListAsync<T>(string text, Func<StoredRows, T> read) =>
            await ReadAsync(connection, text, read, [], cancellationToken).ToListAsync(cancellationToken);
    }

    private static async IAsyncEnumerable<T> ReadAsync<T>(
        SqliteConnection connection,
        string text,
        Func<StoredRows, T> read,
        object[] parameters,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this assembly.
        command.CommandText = text;
#pragma warning restore CA2100
        for (var at = 0; at < parameters.Length; at++)
        {
            command.Parameters.Add(new SqliteParameter($"${at + 1}", parameters[at]));
        }

        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        await foreach (var row in TrailReading.AllAsync(new SqliteRows(reader), read, cancellationToken))
        {
            yield return row;
        }
    }
}
