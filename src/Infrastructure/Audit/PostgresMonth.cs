using System.Runtime.CompilerServices;
using FinancialMcp.Application;
using FinancialMcp.Application.Audit.Keeping;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Persistence;
using Npgsql;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>A month on PostgreSQL, as the role that may remove it: by a function of the owner's that looks itself.</summary>
internal sealed class PostgresMonth(NpgsqlConnection connection) : IMonthOfRecords
{
    internal static async Task<IMonthOfRecords> OpenAsync(PostgresOptions options, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(PostgresConnection.ToDrop(options));
        try
        {
            await connection.OpenAsync(cancellationToken);
            return new PostgresMonth(connection);
        }
        catch (Exception cause)
        {
            await connection.DisposeAsync();
            throw cause is NpgsqlException or TimeoutException
                ? new StoreUnavailableException("The database did not answer.", cause)
                : cause;
        }
    }

    public async Task<MonthDrop?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = Command($"select {RetentionStore.DropColumns} from audit_drop where id = $1", id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new StoredRows(reader);
        return await rows.NextAsync() ? RetentionStore.ReadDrop(rows) : null;
    }

    public async IAsyncEnumerable<SealedRecord> RecordsAsync(
        MonthDrop drop,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var command = Command(
            """
            select seq, xid::text::bigint, coalesce((select max(number) from audit_epoch where first_seq <= seq), 1), recorded_at,
                mac_key_id, mac, record
            from audit_event where retention = $1 and recorded_at >= $2 and recorded_at < $3 order by recorded_at, seq
            """,
            (short)drop.Retention,
            drop.Month,
            drop.Month.AddMonths(1)
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new StoredRows(reader);
        while (await rows.NextAsync())
        {
            yield return new SealedRecord(
                rows.Long(0),
                rows.Long(1),
                rows.Number(2),
                SqliteValues.Microseconds(rows.Time(3)),
                rows.Text(4),
                rows.Bytes(5),
                rows.Bytes(6)
            );
        }
    }

    public async Task RemoveAsync(MonthDrop drop, DropDone done, CancellationToken cancellationToken)
    {
        await using var command = Command(
            "select audit_drop_month($1, $2, $3, $4)",
            drop.Id,
            done.Archive,
            done.ArchiveSha256,
            done.Records
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private NpgsqlCommand Command(string text, params object[] parameters)
    {
        var command = new NpgsqlCommand(text, connection);
        command.Parameters.AddRange(parameters.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return command;
    }
}
