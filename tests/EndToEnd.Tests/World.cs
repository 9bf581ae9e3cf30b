using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>A bank, a database and a server, all real, all of one test's own.</summary>
internal sealed class World : IAsyncDisposable
{
    private readonly TemporaryFolder folder;
    private readonly TestDatabase database;
    private readonly IDictionary<string, string> settings;

    private World(
        BankProcess bank,
        TestDatabase database,
        TemporaryFolder folder,
        IDictionary<string, string> settings,
        ServerProcess server
    )
    {
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

    public static async Task<World> StartAsync(string contract, string databaseKind, params string[] bankOptions)
    {
        Assert.SkipUnless(databaseKind == "sqlite" || PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        var home = new TemporaryFolder();
        var store = await TestDatabase.CreateAsync(databaseKind, home.Path);
        var bank = await BankProcess.StartAsync(contract, bankOptions);
        var told = ServerProcess.Settings(bank, store.Settings);
        if (databaseKind == "postgres")
        {
            await ManagedProcess.RunAsync(BuildOutput.Server, ["migrate"], told);
        }

        var server = await ServerProcess.StartAsync(told);
        return new World(bank, store, home, told, server);
    }

    /// <summary>One number from the server's database, read beside the server.</summary>
    public Task<long> CountAsync(string sql) => database.CountAsync(sql);

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
        await Bank.DisposeAsync();
        folder.Dispose();
    }
}
