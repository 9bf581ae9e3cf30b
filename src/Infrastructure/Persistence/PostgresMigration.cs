using FinancialMcp.Infrastructure.Persistence.Writing;
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
        if (to != DatabaseMigrations.None && options.MigrationUser is { } owner && owner != options.User)
        {
            await GrantAsync(connection, options.User, cancellationToken);
            log($"Granted {options.User} what serving needs.");
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

    /// <summary>
    /// The serving role appends to the trail and moves operations; it can neither rewrite a record nor say when, or in
    /// which transaction, one was written.
    /// </summary>
    private static async Task GrantAsync(NpgsqlConnection connection, string role, CancellationToken cancellationToken)
    {
        var to = $"to \"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
        var moves = Names(Columns.OperationState);
        await using var command = new NpgsqlCommand(
            $"""
            grant select on {FinancialMcpDb.HistoryTable}, operation, operation_attempt, audit_event, limit_window,
                limit_hold, approval_vote, oversight, policy, agent, stop, approver {to};
            grant insert, update ({moves}, lease_until) on operation {to};
            grant insert on operation_attempt {to};
            grant insert ({Names(Columns.AuditEvent)}) on audit_event {to};
            grant insert, update (cap, cap_count, used, held, used_count, held_count) on limit_window {to};
            grant insert, update (state, amount_minor) on limit_hold {to};
            grant insert on approval_vote {to};
            grant update (version) on oversight {to};
            grant insert, update (state, decided_by, decided_at) on policy {to};
            grant insert on stop {to};
            grant update (release_proposed_by, release_proposed_at, released_by, released_at) on stop {to};
            grant insert, update (owner, granted, status, proposed_owner, proposed_grant, proposed_by, proposed_at,
                updated_by, updated_at, reason) on agent {to};
            grant insert, update (subjects, proposed, proposed_by, updated_by, updated_at) on approver {to};
            """,
            connection
        );
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static string Names<TRow>(IEnumerable<Column<TRow>> columns) =>
        string.Join(", ", columns.Select(column => column.Name));

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
