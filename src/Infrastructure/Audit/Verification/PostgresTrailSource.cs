using System.Data;
using System.Runtime.CompilerServices;
using FinancialMcp.Application.Audit.Verification;
using FinancialMcp.Infrastructure.Persistence;
using Npgsql;

namespace FinancialMcp.Infrastructure.Audit.Verification;

/// <summary>
/// The trail on PostgreSQL, read over two connections that share one snapshot: records beside seals. The transactions only
/// read and have no number of their own, so they keep neither the sealer's horizon nor any writer back.
/// </summary>
internal sealed class PostgresTrailSource : ITrailSource
{
    private const string Begin = "begin isolation level repeatable read read only";

    private readonly NpgsqlConnection seals;
    private readonly NpgsqlConnection records;
    private readonly TrailHead head;

    private PostgresTrailSource(NpgsqlConnection seals, NpgsqlConnection records, TrailHead head)
    {
        this.seals = seals;
        this.records = records;
        this.head = head;
    }

    /// <summary>Connects, and takes the moment that all is read as of. Throws the driver's exceptions.</summary>
    internal static async Task<PostgresTrailSource> OpenAsync(
        PostgresOptions options,
        CancellationToken cancellationToken
    )
    {
        var first = new NpgsqlConnection(PostgresConnection.ToVerify(options));
        var second = new NpgsqlConnection(PostgresConnection.ToVerify(options));
        try
        {
            await first.OpenAsync(cancellationToken);
            await PostgresDatabase.RequireSchemaAsync(first);
            await second.OpenAsync(cancellationToken);
            await ExecuteAsync(first, Begin + "; set local statement_timeout = 0", cancellationToken);
            var snapshot = (string)(await ScalarAsync(first, "select pg_export_snapshot()", cancellationToken))!;
            // Records come along the index of their transactions, as they were written: sorting all of them first would
            // cost the disk their size.
            await ExecuteAsync(
                second,
                $"{Begin}; set transaction snapshot '{snapshot}'; "
                    + "set local statement_timeout = 0; set local enable_sort = off; set local enable_seqscan = off; set local jit = off",
                cancellationToken
            );
            return new PostgresTrailSource(first, second, await ReadHeadAsync(first, options, cancellationToken));
        }
        catch
        {
            await first.DisposeAsync();
            await second.DisposeAsync();
            throw;
        }
    }

    public Task<TrailHead> HeadAsync(CancellationToken cancellationToken) => Task.FromResult(head);

    public IAsyncEnumerable<StoredSeal> SealsAsync(CancellationToken cancellationToken) =>
        ReadAsync(seals, TrailReading.Seals, TrailReading.ReadSeal, [], cancellationToken);

    public async IAsyncEnumerable<StoredRecord> RecordsAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var text = TrailReading.Records("xid::text::bigint", "xid, seq");
        foreach (var (epoch, from, to) in TrailReading.Ranges(head.Epochs))
        {
            var rows = ReadAsync(
                records,
                text,
                row => TrailReading.ReadRecord(row, epoch),
                [from, to],
                cancellationToken
            );
            await foreach (var record in ReadAhead.Of(rows, cancellationToken))
            {
                yield return record;
            }
        }
    }

    public IAsyncEnumerable<StoredOperation> OperationsAsync(CancellationToken cancellationToken) =>
        ReadAsync(seals, TrailReading.Operations, TrailReading.ReadOperation, [], cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await records.DisposeAsync();
        await seals.DisposeAsync();
    }

    private static async Task<TrailHead> ReadHeadAsync(
        NpgsqlConnection connection,
        PostgresOptions options,
        CancellationToken cancellationToken
    )
    {
        var now = await ListAsync("select clock_timestamp()", row => SqliteValues.Microseconds(row.Time(0)));
        return new TrailHead(
            $"PostgreSQL database {options.Database} at {options.Host}:{options.Port}",
            now[0],
            await ListAsync(TrailReading.Epochs, SealRows.ReadEpoch),
            await ListAsync(TrailReading.Keys, row => row.Text(0)),
            await ListAsync(TrailReading.Drops, TrailReading.ReadDrop)
        );

        async Task<List<T>> ListAsync<T>(string text, Func<StoredRows, T> read) =>
            await ReadAsync(connection, text, read, [], cancellationToken).ToListAsync(cancellationToken);
    }

    private static async IAsyncEnumerable<T> ReadAsync<T>(
        NpgsqlConnection connection,
        string text,
        Func<StoredRows, T> read,
        object[] parameters,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(text, connection);
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new NpgsqlParameter { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken);
        await foreach (var row in TrailReading.AllAsync(new StoredRows(reader), read, cancellationToken))
        {
            yield return row;
        }
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection,
        string text,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task<object?> ScalarAsync(
        NpgsqlConnection connection,
        string text,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(text, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
