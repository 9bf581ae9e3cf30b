using FinancialMcp.Application.Monitoring;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>Reads the list that migrating writes.</summary>
internal sealed class SchemaHistory(Database database, DatabaseOptions options) : ISchemaHistory
{
    public async Task<SchemaMigrations> ReadAsync(CancellationToken cancellationToken)
    {
        var applied = await database.ManyAsync(
            $"select migration_id from {FinancialMcpDb.HistoryTable} order by migration_id",
            [],
            row => row.Text(0),
            cancellationToken
        );
        var known = options.Postgres is null ? SchemaVersion.Known<SqliteDb>() : SchemaVersion.Known<PostgresDb>();
        return new SchemaMigrations(applied, [.. known.Except(applied, StringComparer.Ordinal)]);
    }
}
