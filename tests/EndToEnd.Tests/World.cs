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
        var folder = new TemporaryFolder();
        var database = await TestDatabase.CreateAsync(databaseKind, folder.Path);
        var bank = await BankProcess.StartAsync(contract, bankOptions);
        var settings = ServerProcess.Settings(bank, database.Settings);
        var server = await ServerProcess.StartAsync(settings);
        return new World(bank, database, folder, settings, server);
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
        await database.DisposeAsync();
        folder.Dispose();
    }
}
