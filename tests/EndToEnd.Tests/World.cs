using System.Data.Common;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>A bank, a database and a server, all real, all of one test's own.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly Belongings belongings;
    private readonly TemporaryFolder folder;
    private readonly TestDatabase database;
    private readonly IDictionary<string, string> settings;

    private World(
        Belongings belongings,
        BankProcess bank,
        TestDatabase database,
        TemporaryFolder folder,
        IDictionary<string, string> settings,
        ServerProcess server
    )
    {
        this.belongings = belongings;
        Bank = bank;
        this.database = database;
        this.folder = folder;
        this.settings = settings;
        Server = server;
    }

    public BankProcess Bank { get; }

    /// <summary>The running server; another one after <see cref="KillServerAsync"/>.</summary>
    public ServerProcess Server { get; private set; }

    public string Folder => folder.Path;

    public static Task<World> StartAsync(string contract, string databaseKind, params string[] bankOptions) =>
        StartAsync(contract, databaseKind, new Dictionary<string, string>(StringComparer.Ordinal), bankOptions);

    /// <summary>The same with more settings of the server. When one part does not start, the others are ended.</summary>
    public static async Task<World> StartAsync(
        string contract,
        string databaseKind,
        IReadOnlyDictionary<string, string> more,
        params string[] bankOptions
    )
    {
        Assert.SkipUnless(databaseKind == "sqlite" || PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        var started = new Belongings();
        try
        {
            var home = started.Hold(new TemporaryFolder());
            var store = await TestDatabase.CreateAsync(databaseKind, home.Path);
            var bank = started.Keep(await BankProcess.StartAsync(contract, bankOptions));
            var told = ServerProcess.Settings(bank, store.Settings);
            told["POLICY_FILE"] = TestPolicy.WriteTo(home.Path);
            foreach (var (name, value) in more)
            {
                told[name] = value;
            }

            return new World(started, bank, store, home, told, await ServerProcess.StartAsync(told));
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>Runs another verb of the program with the server's settings to its end. Throws when it does not exit with 0.</summary>
    public Task RunAsync(params string[] arguments) => ManagedProcess.RunAsync(BuildOutput.Server, arguments, settings);

    /// <summary>One number from the server's database, read beside the server.</summary>
    public Task<long> CountAsync(string sql) => database.CountAsync(sql);

    /// <summary>Rows from the server's database, read beside the server.</summary>
    public Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> row) => database.ReadAsync(sql, row);

    /// <summary>SIGKILL, and a new process on the same database.</summary>
    public async Task KillServerAsync()
    {
        await Server.Process.KillAsync();
        await Server.DisposeAsync();
        Server = await ServerProcess.StartAsync(settings);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await belongings.DisposeAsync();
    }
}
