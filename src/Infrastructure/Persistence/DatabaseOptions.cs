namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>Which database the server keeps its operations and its trail in.</summary>
public sealed record DatabaseOptions
{
    /// <summary>
    /// DATA_DIR: where the embedded database lives when <see cref="Postgres"/> is null. Created with mode 0700 when it
    /// does not exist.
    /// </summary>
    public required string DataDirectory { get; init; }

    /// <summary>DB_*: the PostgreSQL server; null selects the embedded SQLite database.</summary>
    public PostgresOptions? Postgres { get; init; }

    /// <summary>
    /// How long a caller of a store waits: within the three seconds that the ports promise, with a margin for the
    /// answer's own way. At least a second, so that the database can give up before its callers do.
    /// </summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromMilliseconds(2500);
}

/// <summary>A PostgreSQL database and the roles under which it is used.</summary>
public sealed record PostgresOptions
{
    /// <summary>DB_HOST: a host name, an address, or the directory of a unix socket.</summary>
    public required string Host { get; init; }

    /// <summary>DB_PORT.</summary>
    public int Port { get; init; } = 5432;

    /// <summary>DB_NAME.</summary>
    public required string Database { get; init; }

    /// <summary>DB_USER: the role that serves. It needs no right to change the schema.</summary>
    public required string User { get; init; }

    /// <summary>DB_PASSWORD.</summary>
    public string? Password { get; init; }

    /// <summary>DB_SSL_MODE by Npgsql's names (Disable, Prefer, Require, VerifyCA, VerifyFull); null is Npgsql's default.</summary>
    public string? SslMode { get; init; }

    /// <summary>DB_MIGRATION_USER: the role that owns the tables; null when <see cref="User"/> does.</summary>
    public string? MigrationUser { get; init; }

    /// <summary>DB_MIGRATION_PASSWORD.</summary>
    public string? MigrationPassword { get; init; }

    /// <summary>
    /// True to refuse to serve as a superuser or as the tables' owner, who could rewrite the trail. In production.
    /// </summary>
    public bool RefusesOwner { get; init; }

    /// <summary>DB_SEALER_USER: the role that seals the trail; null when <see cref="User"/> does.</summary>
    public string? SealerUser { get; init; }

    /// <summary>DB_SEALER_PASSWORD.</summary>
    public string? SealerPassword { get; init; }

    /// <summary>DB_READER_USER: a role that `migrate` lets read the trail and nothing else; null for none.</summary>
    public string? ReaderUser { get; init; }

    /// <summary>DB_RETENTION_USER: a role that `migrate` lets drop what two people agreed to drop; null for none.</summary>
    public string? RetentionUser { get; init; }

    /// <summary>DB_RETENTION_PASSWORD.</summary>
    public string? RetentionPassword { get; init; }
}
