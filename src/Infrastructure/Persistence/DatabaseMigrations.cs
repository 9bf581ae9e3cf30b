namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>
/// What <c>financial-mcp migrate</c> does. A PostgreSQL database is migrated only here, never by a server that starts;
/// the embedded database also migrates itself.
/// </summary>
public static class DatabaseMigrations
{
    /// <summary>Stands for a database without any table of ours.</summary>
    public const string None = "0";

    /// <summary>
    /// Brings the database to the schema of a migration, forward or back: null for the newest, <see cref="None"/> for
    /// none. Waits while somebody else migrates the same database. Each migration is one transaction. Throws
    /// <see cref="DatabaseInUseException"/> when a server runs on the embedded database,
    /// <see cref="InvalidOperationException"/> when there is no such migration, and the database's own exception when a
    /// statement fails.
    /// </summary>
    public static async Task MigrateAsync(
        DatabaseOptions options,
        string? to,
        Action<string> log,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        if (options.Postgres is { } postgres)
        {
            await PostgresMigration.ToAsync(postgres, to, log, cancellationToken);
            return;
        }

        using var file = EmbeddedFile.Hold(options.DataDirectory);
        await EmbeddedMigration.ToAsync(file, to, log, cancellationToken);
    }

    /// <summary>
    /// The migrations that the database lacks, oldest first; empty when this program can serve. Throws the database's own
    /// exception when it cannot be read.
    /// </summary>
    public static async Task<IReadOnlyList<string>> PendingAsync(
        DatabaseOptions options,
        CancellationToken cancellationToken
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        if (options.Postgres is { } postgres)
        {
            await using var server = await PostgresMigration.ConnectAsync(postgres, cancellationToken);
            return await SchemaVersion.PendingAsync<PostgresDb>(server, cancellationToken);
        }

        var path = EmbeddedFile.PathIn(options.DataDirectory);
        if (!File.Exists(path))
        {
            return SchemaVersion.Known<SqliteDb>();
        }

        await using var connection = SqliteConnections.Reader(path);
        await connection.OpenAsync(cancellationToken);
        return await SchemaVersion.PendingAsync<SqliteDb>(connection, cancellationToken);
    }

    /// <summary>
    /// The migration before the newest one that the database has had, for a rollback by one step; <see cref="None"/> when
    /// it has had one only, and null when it has had none. Throws <see cref="InvalidOperationException"/> when a later program has
    /// applied one that this program does not know: it would take back the wrong one.
    /// </summary>
    public static async Task<string?> PreviousAsync(DatabaseOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        var known = options.Postgres is null ? SchemaVersion.Known<SqliteDb>() : SchemaVersion.Known<PostgresDb>();
        var applied = await AppliedAsync(options, cancellationToken);
        if (applied.Except(known, StringComparer.Ordinal).LastOrDefault() is { } later)
        {
            throw new InvalidOperationException(
                $"{later} was applied by a later program, which alone knows the way back. Roll back with that one."
            );
        }

        return applied.Count switch
        {
            0 => null,
            1 => None,
            _ => applied[^2],
        };
    }

    /// <summary>Those that the database has had, oldest first, also of later programs.</summary>
    private static async Task<IReadOnlyList<string>> AppliedAsync(
        DatabaseOptions options,
        CancellationToken cancellationToken
    )
    {
        if (options.Postgres is { } postgres)
        {
            await using var server = await PostgresMigration.ConnectAsync(postgres, cancellationToken);
            return await SchemaVersion.AppliedAsync(server, cancellationToken);
        }

        var path = EmbeddedFile.PathIn(options.DataDirectory);
        if (!File.Exists(path))
        {
            return [];
        }

        await using var connection = SqliteConnections.Reader(path);
        await connection.OpenAsync(cancellationToken);
        return await SchemaVersion.AppliedAsync(connection, cancellationToken);
    }
}
