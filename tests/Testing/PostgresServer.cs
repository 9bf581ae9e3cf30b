using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace FinancialMcp.Testing;

/// <summary>
/// A private PostgreSQL server on loopback with its data in a temporary directory. Commits reach the disk (fsync is on).
/// It ends with its disposal, and also when this process ends in any way. Superuser: postgres, without a password.
/// </summary>
public sealed class PostgresServer : IAsyncDisposable
{
    public const string User = "postgres";
    public const string Host = "127.0.0.1";

    private static readonly Lazy<Task<PostgresServer>> OfThisProcess = new(StartAsync);

    private readonly PostgresCluster cluster = new();
    private int databases;

    private PostgresServer() { }

    /// <summary>False where no server is installed: tests that need one then skip themselves.</summary>
    public static bool IsInstalled => PostgresCluster.Binaries is not null;

    public int Port { get; private set; }

    /// <summary>The one server that the tests of this process use together, each with its own database.</summary>
    public static Task<PostgresServer> SharedAsync() => OfThisProcess.Value;

    /// <summary>A server of one's own, to be paused or killed. Throws when it does not answer within a minute.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer { Port = FreePort() };
        try
        {
            await server.cluster.InitializeAsync();
            await server.RestartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>How to connect as superuser, without a pool.</summary>
    public string ConnectionString(string database) =>
        new NpgsqlConnectionStringBuilder
        {
            Host = Host,
            Port = Port,
            Username = User,
            Database = database,
            Pooling = false,
            Timeout = 5,
        }.ConnectionString;

    /// <summary>
    /// Creates a database and returns its name; with a template, as its copy, which takes some tens of milliseconds
    /// whatever the schema. Nobody may be connected to the template.
    /// </summary>
    public async Task<string> CreateDatabaseAsync(string template = "template1")
    {
        var name = $"test_{Interlocked.Increment(ref databases)}";
        await ExecuteAsync("postgres", $"create database {name} template {template}");
        return name;
    }

    /// <summary>Runs statements as superuser.</summary>
    public async Task ExecuteAsync(string database, string statements)
    {
        await using var connection = new NpgsqlConnection(ConnectionString(database));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statements, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Kills every process of the server with SIGKILL and waits until they are gone.</summary>
    public async Task KillAsync()
    {
        await cluster.SignalAsync("KILL");
        await cluster.EndedAsync();
    }

    /// <summary>Stops every process of the server with SIGSTOP: connections stay open and nothing answers.</summary>
    public Task PauseAsync() => cluster.SignalAsync("STOP");

    /// <summary>Lets a paused server go on.</summary>
    public Task ResumeAsync() => cluster.SignalAsync("CONT");

    /// <summary>Starts the server again after <see cref="KillAsync"/>, on the same data and port.</summary>
    public async Task RestartAsync()
    {
        cluster.Run(Host, Port);
        await Eventually.TrueAsync(AnswersAsync, TimeSpan.FromMinutes(1), $"PostgreSQL answers:\n{cluster.Log}");
    }

    public async ValueTask DisposeAsync()
    {
        await ResumeAsync();
        await KillAsync();
        cluster.Dispose();
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await ExecuteAsync("postgres", "select 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    /// <summary>A port of this machine that nobody had a moment ago.</summary>
    public static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
