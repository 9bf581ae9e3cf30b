using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>Migrates a PostgreSQL database as the owner of its tables, and gives the serving role what it needs.</summary>
internal static class PostgresMigration
{
    /// <summary>Any number that is ours: two migrators of one database meet at it.</summary>
    private const long Lock = 0x46_4D_43_50_4D_49_47;

    internal static async Task<NpgsqlConnection> ConnectAsync(
        PostgresOptions options,
        CancellationToken cancellationToken
    )
    {
        var connection = new NpgsqlConnection(PostgresConnection.ToMigrate(options));
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    internal static async Task ToAsync(
        PostgresOptions options,
        string? to,
        Action<string> log,
        CancellationToken cancellationToken
    )
    {
        await using var connection = await ConnectAsync(options, cancellationToken);
        if (await ReadAsync($"select pg_try_advisory_lock({Lock})", connection, cancellationToken) is false)
        {
            log("Another migration of this database is under way; waiting for it.");
            await ReadAsync($"select pg_advisory_lock({Lock})", connection, cancellationToken);
        }

        // The lock ends with the connection.
        await using var db = PostgresDb.Open(connection);
        var before = await db.Database.GetAppliedMigrationsAsync(cancellationToken);
        await db.Database.MigrateAsync(to, cancellationToken);
        var after = await db.Database.GetAppliedMigrationsAsync(cancellationToken);
        Report(before.ToList(), after.ToList(), log);
        if (to != DatabaseMigrations.None)
        {
            await PostgresGrants.GrantAsync(connection, options, log, cancellationToken);
        }
    }

    private static void Report(List<string> before, List<string> after, Action<string> log)
    {
        var changes = after
            .Except(before, StringComparer.Ordinal)
            .Select(id => $"Applied {id}.")
            .Concat(before.Except(after, StringComparer.Ordinal).Reverse().Select(id => $"Took back {id}."))
            .DefaultIfEmpty("Nothing to do: the schema is as asked.");
        foreach (var line in changes)
        {
            log(line);
        }
    }

    private static async Task<object?> ReadAsync(
        string statement,
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        await using var command = new NpgsqlCommand(statement, connection);
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
