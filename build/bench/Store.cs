using FinancialMcp.Testing;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace FinancialMcp.Bench;

/// <summary>
/// A database for a server of ours, and another in the same place for the loop that only commits: a file's name or a
/// connection string.
/// </summary>
internal sealed record Store(string Kind, TestDatabase Database, string LoopAddress)
{
    public const string Sqlite = "SQLite";
    private const string Postgres = "PostgreSQL";
    private const int StatementsOfTheLoop = 8;

    private const string DropOnSqlite =
        "create trigger bench_drop before insert on audit_event begin select raise(ignore); end";

    private const string DropOnPostgres = """
        create function bench_drop() returns trigger language plpgsql as 'begin return null; end';
        create trigger bench_drop before insert on audit_event for each row execute function bench_drop();
        """;

    /// <summary>One of each kind that this machine has; files lie in the folder.</summary>
    public static async Task<IReadOnlyList<Store>> CreateAllAsync(string folder)
    {
        var sqlite = new Store(
            Sqlite,
            await TestDatabase.CreateAsync("sqlite", folder),
            Path.Combine(folder, "bench.db")
        );
        return PostgresServer.IsInstalled ? [sqlite, await OnPostgresAsync(folder)] : [sqlite];
    }

    /// <summary>
    /// The name of a server whose database, of that kind, takes records and keeps none: it makes them and puts them under
    /// their MAC, and they are neither written nor sealed; a read then commits nothing.
    /// </summary>
    public static string WithoutRecords(string kind) => $"Financial MCP, {kind}, records dropped";

    /// <summary>Makes a database whose records are dropped; another than this one, of its kind.</summary>
    /// <param name="settings">Those of the server that will use it, without a database.</param>
    /// <param name="folder">Where its files may lie.</param>
    public async Task<TestDatabase> DropRecordsAsync(
        Func<TestDatabase, IDictionary<string, string>> settings,
        string folder
    )
    {
        if (Kind == Postgres)
        {
            var server = await PostgresServer.SharedAsync();
            var copy = await TestDatabase.CreateAsync("postgres", folder);
            await server.ExecuteAsync(copy.Settings["DB_NAME"], DropOnPostgres);
            return copy;
        }

        var database = await TestDatabase.CreateAsync("sqlite", folder);
        await ManagedProcess.RunAsync(BuildOutput.Server, ["migrate"], settings(database));
        await using var connection = new SqliteConnection(
            $"Data Source={Path.Combine(folder, "financial-mcp.db")};Pooling=False"
        );
        await connection.OpenAsync();
        await using var command = new SqliteCommand(DropOnSqlite, connection);
        await command.ExecuteNonQueryAsync();
        return database;
    }

    private static async Task<Store> OnPostgresAsync(string folder)
    {
        var server = await PostgresServer.SharedAsync();
        var loop = new NpgsqlConnectionStringBuilder(server.ConnectionString(await server.CreateDatabaseAsync()))
        {
            MaxAutoPrepare = StatementsOfTheLoop,
        };
        var place = Directory.CreateDirectory(Path.Combine(folder, "postgres")).FullName;
        return new Store(Postgres, await TestDatabase.CreateAsync("postgres", place), loop.ConnectionString);
    }
}
