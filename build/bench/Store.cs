using System.Diagnostics;
using System.Globalization;
using FinancialMcp.Testing;
using Npgsql;

namespace FinancialMcp.Bench;

/// <summary>
/// A database for a server of ours, as the settings that lead to it, and another in the same place for the loop that
/// only commits: a file's name or a connection string.
/// </summary>
internal sealed record Store(
    string Kind,
    IReadOnlyDictionary<string, string> Settings,
    string LoopAddress,
    IAsyncDisposable? Server = null
) : IAsyncDisposable
{
    public const string Sqlite = "SQLite";
    public const string Postgres = "PostgreSQL";
    private const int StatementsOfTheLoop = 8;

    /// <summary>Of each kind that this machine has, one, whose files lie in a folder or disappear with it.</summary>
    public static async Task<IReadOnlyList<Store>> CreateAllAsync(TemporaryFolder folder) =>
        PostgresServer.IsInstalled ? [OnSqlite(folder), await OnPostgresAsync()] : [OnSqlite(folder)];

    /// <summary>Readies the database of a server that never does so by itself, with all the settings of that server.</summary>
    public async Task MigrateAsync(IDictionary<string, string> settings)
    {
        if (Server is null)
        {
            return;
        }

        var start = new ProcessStartInfo("dotnet", [BuildOutput.Server, "migrate"])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in settings)
        {
            start.Environment[name] = value;
        }

        using var migrate = Process.Start(start)!;
        var output = await migrate.StandardOutput.ReadToEndAsync();
        await migrate.WaitForExitAsync();
        if (migrate.ExitCode != 0)
        {
            throw new InvalidRunException($"The database was not migrated:\n{output}");
        }
    }

    public ValueTask DisposeAsync() => Server?.DisposeAsync() ?? ValueTask.CompletedTask;

    private static Store OnSqlite(TemporaryFolder folder) =>
        new(
            Sqlite,
            new Dictionary<string, string>(StringComparer.Ordinal) { ["DATA_DIR"] = folder.Path },
            Path.Combine(folder.Path, "bench.db")
        );

    private static async Task<Store> OnPostgresAsync()
    {
        var server = await PostgresServer.StartAsync();
        var loop = new NpgsqlConnectionStringBuilder(server.ConnectionString(await server.CreateDatabaseAsync()))
        {
            MaxAutoPrepare = StatementsOfTheLoop,
        };
        return new Store(
            Postgres,
            new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["DB_HOST"] = PostgresServer.Host,
                ["DB_PORT"] = server.Port.ToString(CultureInfo.InvariantCulture),
                ["DB_NAME"] = await server.CreateDatabaseAsync(),
                ["DB_USER"] = PostgresServer.User,
                ["DB_PASSWORD"] = Tokens.AgentSecret,
                ["DB_SSL_MODE"] = "disable",
            },
            loop.ConnectionString,
            server
        );
    }
}
