using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FinancialMcp.Testing;

/// <summary>
/// A database of one test's own: the embedded one in a folder, which migrates by itself, or one on this process's
/// PostgreSQL server, which is a copy of one that the server's own command has migrated.
/// </summary>
public sealed class TestDatabase
{
    private static readonly Lazy<Task<string>> Migrated = new(MigrateAsync);

    private readonly Func<System.Data.Common.DbConnection> connect;

    private TestDatabase(IReadOnlyDictionary<string, string> settings, Func<System.Data.Common.DbConnection> connect)
    {
        Settings = settings;
        this.connect = connect;
    }

    /// <summary>What a server must be told to use it.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Creates it; <paramref name="kind"/> is sqlite or postgres.</summary>
    public static async Task<TestDatabase> CreateAsync(string kind, string folder)
    {
        if (kind == "sqlite")
        {
            var file = Path.Combine(folder, "financial-mcp.db");
            return new TestDatabase(
                new Dictionary<string, string>(StringComparer.Ordinal) { ["DATA_DIR"] = folder },
                () => new SqliteConnection($"Data Source={file};Mode=ReadOnly;Pooling=False")
            );
        }

        var server = await PostgresServer.SharedAsync();
        return On(server, await server.CreateDatabaseAsync(await Migrated.Value), folder);
    }

    /// <summary>Creates an empty one, which nobody has migrated, on a PostgreSQL server of the test's own.</summary>
    public static async Task<TestDatabase> CreateOnAsync(PostgresServer server, string folder) =>
        On(server, await server.CreateDatabaseAsync(), folder);

    /// <summary>An open connection of the owner's, beside the server.</summary>
    public async Task<System.Data.Common.DbConnection> ConnectAsync()
    {
        var connection = connect();
        await connection.OpenAsync();
        return connection;
    }

    /// <summary>One number, read beside the server.</summary>
    public async Task<long> CountAsync(string sql) =>
        (await ReadAsync(sql, row => Convert.ToInt64(row.GetValue(0), CultureInfo.InvariantCulture)))[0];

    /// <summary>All rows of a statement, read beside the server.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<System.Data.Common.DbDataReader, T> row)
    {
        await using var connection = await ConnectAsync();
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The statement is a test's own text.
        command.CommandText = sql;
#pragma warning restore CA2100
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<T>();
        while (await reader.ReadAsync())
        {
            rows.Add(row(reader));
        }

        return rows;
    }

    private static TestDatabase On(PostgresServer server, string name, string folder) =>
        new(SettingsOf(server, name, folder), () => new NpgsqlConnection(server.ConnectionString(name)));

    private static async Task<string> MigrateAsync()
    {
        const string NoBank = "http://127.0.0.1:9";
        var server = await PostgresServer.SharedAsync();
        var name = await server.CreateDatabaseAsync();
        using var folder = new TemporaryFolder();
        await ManagedProcess.RunAsync(
            BuildOutput.Server,
            ["migrate"],
            ServerProcess.Settings("v1", NoBank, NoBank, SettingsOf(server, name, folder.Path))
        );
        return name;
    }

    private static Dictionary<string, string> SettingsOf(PostgresServer server, string database, string folder) =>
        new(StringComparer.Ordinal)
        {
            ["DATA_DIR"] = folder,
            ["DB_HOST"] = PostgresServer.Host,
            ["DB_PORT"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["DB_NAME"] = database,
            ["DB_USER"] = PostgresServer.User,
            ["DB_PASSWORD"] = "unused-on-a-trusted-loopback",
        };
}
