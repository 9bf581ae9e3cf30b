using System.Globalization;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FinancialMcp.Testing;

/// <summary>A database of one test's own: the embedded one in a folder, or one on this process's PostgreSQL server.</summary>
public sealed class TestDatabase
{
    private readonly Func<System.Data.Common.DbConnection> connect;

    private TestDatabase(IReadOnlyDictionary<string, string> settings, Func<System.Data.Common.DbConnection> connect)
    {
        Settings = settings;
        this.connect = connect;
    }

    /// <summary>What a server must be told to use it.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; }

    /// <summary>Creates it. A PostgreSQL database is empty until it is migrated; the embedded one migrates by itself.</summary>
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

        return await CreateOnAsync(await PostgresServer.SharedAsync(), folder);
    }

    /// <summary>Creates an empty one on a PostgreSQL server of the test's own.</summary>
    public static async Task<TestDatabase> CreateOnAsync(PostgresServer server, string folder)
    {
        var name = await server.CreateDatabaseAsync();
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DATA_DIR"] = folder,
            ["DB_HOST"] = PostgresServer.Host,
            ["DB_PORT"] = server.Port.ToString(CultureInfo.InvariantCulture),
            ["DB_NAME"] = name,
            ["DB_USER"] = PostgresServer.User,
            ["DB_PASSWORD"] = "unused-on-a-trusted-loopback",
        };
        return new TestDatabase(settings, () => new NpgsqlConnection(server.ConnectionString(name)));
    }

    /// <summary>One number, read beside the server.</summary>
    public async Task<long> CountAsync(string sql) =>
        (await ReadAsync(sql, row => Convert.ToInt64(row.GetValue(0), CultureInfo.InvariantCulture)))[0];

    /// <summary>All rows of a statement, read beside the server.</summary>
    public async Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<System.Data.Common.DbDataReader, T> row)
    {
        await using var connection = connect();
        await connection.OpenAsync();
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
}
