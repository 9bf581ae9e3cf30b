using System.Data.Common;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>Which migrations this program knows and which the database has had, without building a model.</summary>
internal static class SchemaVersion
{
    /// <summary>The migrations of a context, oldest first.</summary>
    internal static IReadOnlyList<string> Known<TContext>()
        where TContext : DbContext => KnownOf<TContext>.Ids;

    /// <summary>
    /// The known migrations that the database has not had. One from a later program is no matter: migrations only expand
    /// what an earlier program uses.
    /// </summary>
    internal static async Task<IReadOnlyList<string>> PendingAsync<TContext>(
        DbConnection connection,
        CancellationToken cancellationToken
    )
        where TContext : DbContext
    {
        var applied = await AppliedAsync(connection, cancellationToken);
        return [.. Known<TContext>().Except(applied, StringComparer.Ordinal)];
    }

    /// <summary>Those that the database has had, oldest first; none where there is no list of them.</summary>
    internal static async Task<IReadOnlyList<string>> AppliedAsync(
        DbConnection connection,
        CancellationToken cancellationToken
    )
    {
        var applied = new List<string>();
        await using var command = connection.CreateCommand();
        command.CommandText = $"select migration_id from {FinancialMcpDb.HistoryTable} order by migration_id";
        try
        {
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
            {
                applied.Add(reader.GetString(0));
            }
        }
        catch (DbException cause) when (IsMissingTable(cause))
        {
            return [];
        }

        return applied;
    }

    private static bool IsMissingTable(DbException cause) =>
        cause.SqlState is Npgsql.PostgresErrorCodes.UndefinedTable
        || (
            cause is Microsoft.Data.Sqlite.SqliteException
            && cause.Message.Contains("no such table", StringComparison.Ordinal)
        );

    private static class KnownOf<TContext>
    {
        internal static readonly string[] Ids =
        [
            .. typeof(TContext)
                .Assembly.GetTypes()
                .Where(type => type.GetCustomAttribute<DbContextAttribute>()?.ContextType == typeof(TContext))
                .Select(type => type.GetCustomAttribute<MigrationAttribute>()?.Id)
                .OfType<string>()
                .Order(StringComparer.Ordinal),
        ];
    }
}
