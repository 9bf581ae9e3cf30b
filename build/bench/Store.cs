using FinancialMcp.Testing;
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
