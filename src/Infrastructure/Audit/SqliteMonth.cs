using System.Runtime.CompilerServices;
using FinancialMcp.Application.Audit.Keeping;
using FinancialMcp.Domain.Audit;
using FinancialMcp.Infrastructure.Persistence;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.Infrastructure.Audit;

/// <summary>
/// A month in the embedded database, while no server runs on it. It has no partitions and no roles: the month's rows are
/// deleted in one transaction that takes the guarding trigger away and puts it back.
/// </summary>
internal sealed class SqliteMonth : IMonthOfRecords
{
    private const string Guard = "audit_event_delete";

    private readonly SqliteConnection connection;
    private readonly TimeProvider time;

    private SqliteMonth(SqliteConnection connection, TimeProvider time)
    {
        this.connection = connection;
        this.time = time;
    }

    /// <param name="directory">The database's; the caller holds it (see <see cref="EmbeddedFile"/>).</param>
    /// <param name="time">The clock of the embedded database.</param>
    internal static async Task<IMonthOfRecords> OpenAsync(string directory, TimeProvider time) =>
        new SqliteMonth(await SqliteConnections.OpenWriterAsync(EmbeddedFile.PathIn(directory)), time);

    public async Task<MonthDrop?> FindAsync(Guid id, CancellationToken cancellationToken)
    {
        await using var command = Command($"select {RetentionStore.DropColumns} from audit_drop where id = $1", id);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new SqliteRows(reader);
        return await rows.NextAsync() ? RetentionStore.ReadDrop(rows) : null;
    }

    public async IAsyncEnumerable<SealedRecord> RecordsAsync(
        MonthDrop drop,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await using var command = Command(
            "select seq, coalesce((select max(number) from audit_epoch where first_seq <= seq), 1), recorded_at, mac_key_id, mac, record "
                + "from audit_event where retention = $1 and recorded_at >= $2 and recorded_at < $3 order by recorded_at, seq",
            (short)drop.Retention,
            drop.Month,
            drop.Month.AddMonths(1)
        );
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new SqliteRows(reader);
        while (await rows.NextAsync())
        {
            yield return new SealedRecord(
                rows.Long(0),
                rows.Long(0),
                rows.Number(1),
                SqliteValues.Microseconds(rows.Time(2)),
                rows.Text(3),
                rows.Bytes(4),
                rows.Bytes(5)
            );
        }
    }

    public async Task RemoveAsync(MonthDrop drop, DropDone done, CancellationToken cancellationToken)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        object[] month = [(short)drop.Retention, drop.Month, drop.Month.AddMonths(1)];
        await MustBeFreeAsync(drop, month, cancellationToken);
        var guard = (string)(await ScalarAsync($"select sql from sqlite_master where name = '{Guard}'"))!;
        await ExecuteAsync($"drop trigger {Guard}");
        var removed = await ExecuteAsync(
            "delete from audit_event where retention = $1 and recorded_at >= $2 and recorded_at < $3",
            month
        );
        await ExecuteAsync(guard);
        if (removed != done.Records)
        {
            throw MonthRemoval.Refused($"The archive has {done.Records} records, the month {removed}.");
        }

        await ExecuteAsync(
            "update audit_drop set dropped_at = $2, archive = $3, archive_sha256 = $4, records = $5 where id = $1",
            drop.Id,
            done.At,
            done.Archive,
            done.ArchiveSha256,
            done.Records
        );
        await transaction.CommitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private async Task MustBeFreeAsync(MonthDrop drop, object[] month, CancellationToken cancellationToken)
    {
        if (drop.Month.AddMonths(1) > time.GetUtcNow())
        {
            throw MonthRemoval.Refused("The month is not over.");
        }

        await using var holds = Command(
            "select case_name from audit_hold where lifted_by is null and from_time < $2 and (to_time is null or to_time > $1)",
            month[1..]
        );
        if (await holds.ExecuteScalarAsync(cancellationToken) is string held)
        {
            throw MonthRemoval.Refused($"The month is held for the case {held}.");
        }

        var unsealed = await ScalarAsync(
            """
            select count(*) from audit_event where retention = $1 and recorded_at >= $2 and recorded_at < $3 and seq >= coalesce(
                (select to_position from audit_seal where number <= (select max(number) from audit_anchor)
                 and epoch = (select max(number) from audit_epoch) order by number desc limit 1),
                (select max(first_seq) from audit_epoch), 0)
            """,
            month
        );
        if (unsealed is not 0L)
        {
            throw MonthRemoval.Refused($"{unsealed} of its records are not sealed and anchored.");
        }
    }

    private async Task<int> ExecuteAsync(string text, params object[] parameters)
    {
        await using var command = Command(text, parameters);
        return await command.ExecuteNonQueryAsync();
    }

    private async Task<object?> ScalarAsync(string text, params object[] parameters)
    {
        await using var command = Command(text, parameters);
        return await command.ExecuteScalarAsync();
    }

    private SqliteCommand Command(string text, params object[] parameters)
    {
        var command = connection.CreateCommand();
#pragma warning disable CA2100 // Statements of this class; the trigger's is the database's own.
        command.CommandText = text;
#pragma warning restore CA2100
        for (var at = 0; at < parameters.Length; at++)
        {
            command.Parameters.Add(new SqliteParameter($"${at + 1}", SqliteValues.Of(parameters[at])));
        }

        return command;
    }
}
