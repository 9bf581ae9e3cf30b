using System.Data.Common;
using System.Globalization;
using FinancialMcp.Infrastructure.Persistence.Writing;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>The embedded database: one file, one process, one writer.</summary>
internal sealed class SqliteDatabase(EmbeddedFile file, DatabaseOptions options, TimeProvider time)
    : Database(options.Patience)
{
    internal override int WriterCount => 1;

    internal override string Now => SqliteValues.Microseconds(time.GetUtcNow()).ToString(CultureInfo.InvariantCulture);

    internal override string Position => "seq";

    internal override string IsUnsealed =>
        "seq >= max(coalesce((select to_position from audit_seal where epoch = (select max(number) from audit_epoch) "
        + "order by number desc limit 1), 0), coalesce((select max(first_seq) from audit_epoch), 0))";

    internal override async Task<IWriteSession> OpenWriteSessionAsync() =>
        new SqliteWriteSession(await SqliteConnections.OpenWriterAsync(file.Path), time);

    public override ValueTask DisposeAsync()
    {
        using var connection = SqliteConnections.Reader(file.Path);
        SqliteConnection.ClearPool(connection);
        return ValueTask.CompletedTask;
    }

    protected override async Task<DbConnection> OpenReadConnectionAsync(CancellationToken cancellationToken)
    {
        var connection = SqliteConnections.Reader(file.Path);
        await connection.OpenAsync(cancellationToken);
        return connection;
    }

    protected override DbParameter Parameter(int number, object value) =>
        new SqliteParameter($"${number}", SqliteValues.Of(value));

    protected override StoredRows Rows(DbDataReader reader) => new SqliteRows(reader);

    protected override bool MayReadAgain(DbException cause) => false;
}
