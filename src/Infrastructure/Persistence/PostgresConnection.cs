using Npgsql;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>The connection strings of each use of a PostgreSQL server.</summary>
internal static class PostgresConnection
{
    /// <summary>Bytes of a read of a whole trail.</summary>
    private const int ReadAtOnce = 512 * 1024;

    /// <summary>Pooled, for reads.</summary>
    internal static string ToServe(PostgresOptions options, TimeSpan patience) =>
        Serving(options, "financial-mcp", patience).ConnectionString;

    /// <summary>For the writers, which keep theirs.</summary>
    internal static string ToWrite(PostgresOptions options, TimeSpan patience)
    {
        var builder = Serving(options, "financial-mcp writer", patience);
        builder.Pooling = false;
        return builder.ConnectionString;
    }

    /// <summary>For the sealer, which keeps its own.</summary>
    internal static string ToSeal(PostgresOptions options)
    {
        var builder = options.SealerUser is { } sealer
            ? Common(options, sealer, options.SealerPassword, "financial-mcp sealer")
            : Common(options, options.User, options.Password, "financial-mcp sealer");
        builder.Pooling = false;
        builder.Timeout = 5;
        builder.CommandTimeout = 15;
        return builder.ConnectionString;
    }

    /// <summary>For removing what two people agreed to remove: as long as it takes.</summary>
    internal static string ToDrop(PostgresOptions options)
    {
        var builder = Common(
            options,
            options.RetentionUser ?? options.MigrationUser ?? options.User,
            options.RetentionUser is null ? options.MigrationPassword : options.RetentionPassword,
            "financial-mcp drop"
        );
        builder.Pooling = false;
        builder.CommandTimeout = 0;
        return builder.ConnectionString;
    }

    /// <summary>For a verification: one statement may read the whole trail, however long that takes.</summary>
    internal static string ToVerify(PostgresOptions options)
    {
        var builder = Common(options, options.User, options.Password, "financial-mcp verify");
        builder.Pooling = false;
        builder.CommandTimeout = 0;
        builder.MaxAutoPrepare = 0;

        // The server fills what the one who reads has not emptied yet: with the small default they wait for each other.
        builder.ReadBufferSize = ReadAtOnce;
        builder.SocketReceiveBufferSize = ReadAtOnce;
        return builder.ConnectionString;
    }

    /// <summary>For the migrations: as the tables' owner, and without a limit on how long a change may take.</summary>
    internal static string ToMigrate(PostgresOptions options)
    {
        var builder = options.MigrationUser is { } owner
            ? Common(options, owner, options.MigrationPassword, "financial-mcp migrate")
            : Common(options, options.User, options.Password, "financial-mcp migrate");
        builder.Pooling = false;
        builder.CommandTimeout = 0;
        builder.MaxAutoPrepare = 0;
        return builder.ConnectionString;
    }

    private static NpgsqlConnectionStringBuilder Serving(PostgresOptions options, string use, TimeSpan patience)
    {
        var builder = Common(options, options.User, options.Password, use);
        // In whole seconds. A server that does not answer is given up before our callers give up on us, a command soon
        // after: the server's own limits end it before both.
        builder.Timeout = (int)Math.Floor(patience.TotalSeconds);
        builder.CommandTimeout = (int)Math.Ceiling(patience.TotalSeconds);
        return builder;
    }

    private static NpgsqlConnectionStringBuilder Common(
        PostgresOptions options,
        string user,
        string? password,
        string application
    )
    {
        var builder = new NpgsqlConnectionStringBuilder
        {
            Host = options.Host,
            Port = options.Port,
            Database = options.Database,
            Username = user,
            Password = password,
            ApplicationName = application,
            MaxPoolSize = 20,
            // In seconds: for the migrations, for which nobody waits.
            Timeout = 2,
            // A timed-out command's connection is dropped at once: its server is not asked for one more answer.
            CancellationTimeout = -1,
            MaxAutoPrepare = 50,
            AutoPrepareMinUsages = 2,
        };
        if (options.SslMode is { } mode)
        {
            builder.SslMode = Enum.Parse<SslMode>(mode, ignoreCase: true);
        }

        return builder;
    }
}
