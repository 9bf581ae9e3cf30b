using System.Diagnostics;
using FinancialMcp.Testing;

namespace FinancialMcp.Bench;

/// <summary>
/// A started server of ours, on a kind of database, and what its start showed: the time from starting the process to the
/// first successful get_account, what was resident after it, and the ten seconds of get_account that followed.
/// </summary>
internal sealed record OurServer(
    string Name,
    string Store,
    int ProcessId,
    TimeSpan FirstCall,
    double IdleMegabytes,
    Burst FirstSeconds
);

/// <summary>Everything that is measured, running: the bank, the bare server, and ours on each database.</summary>
internal sealed class Lineup : IAsyncDisposable
{
    public const string Bank = "the bank directly";
    public const string Bare = "bare SDK server";
    private const string SharedMemory = "/dev/shm";
    private const long LedgerBytes = 4_000_000_000;
    private const string Paid = "\"status\":\"COMPLETED\"";
    private const string Succeeded = "\"status\":\"succeeded\"";
    private static readonly TimeSpan First = TimeSpan.FromSeconds(10);
    private readonly List<IAsyncDisposable> running = [];
    private readonly List<Target> targets = [];
    private readonly List<OurServer> servers = [];
    private readonly HttpClient http = new() { Timeout = TimeSpan.FromMinutes(2) };
    private Uri? bare;

    private Lineup() { }

    public IReadOnlyList<Target> Targets => targets;

    public IReadOnlyList<OurServer> Servers => servers;

    /// <param name="core">The processor core of the servers; null confines nothing.</param>
    /// <param name="folder">Where files may lie.</param>
    public static async Task<Lineup> StartAsync(int? core, TemporaryFolder folder)
    {
        var lineup = new Lineup();
        try
        {
            await lineup.FillAsync(core, folder);
            return lineup;
        }
        catch
        {
            await lineup.DisposeAsync();
            throw;
        }
    }

    /// <summary>Two-commit operations a second on a server's kind of database, run on the servers' core.</summary>
    public async Task<double> TwoCommitsAsync(OurServer server, TimeSpan length)
    {
        using var answer = await http.PostAsync(
            new Uri(bare!, $"/two-commits/{server.Store}?milliseconds={(int)length.TotalMilliseconds}"),
            content: null
        );
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadFromJsonAsync<double>();
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        for (var last = running.Count - 1; last >= 0; last--)
        {
            await running[last].DisposeAsync();
        }
    }

    private async Task FillAsync(int? core, TemporaryFolder folder)
    {
        var bank = Keep(await BankProcess.StartAsync("v1", new TemporaryFolder(BankPlace()), "--limits", "none"));
        var payers = await Payers.RegisterAsync(bank);
        targets.AddRange(payers.AtTheBank(Bank, bank));
        var stores = await Store.CreateAllAsync(folder.Path);
        await StartBareAsync(core, bank, payers, stores);
        foreach (var store in stores)
        {
            await StartOursAsync(core, bank, payers, store);
            await StartWithoutRecordsAsync(core, bank, payers, store, folder);
        }
    }

    private async Task StartBareAsync(int? core, BankProcess bank, Payers payers, IEnumerable<Store> stores)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [BareServer.AccountUrl] = bank.AccountUrl,
            [BareServer.TransactionUrl] = bank.TransactionUrl,
            [BareServer.BankToken] = Payers.StaffToken,
        };
        foreach (var store in stores)
        {
            settings[BareServer.LoopAddress(store.Kind)] = store.LoopAddress;
        }

        var (process, ready) = await ManagedProcess.StartAsync(
            typeof(BareServer).Assembly.Location,
            ["bare"],
            settings,
            BareServer.Ready,
            core
        );
        Keep(process);
        bare = new Uri(ready.GetProperty("url").GetString()!);
        targets.AddRange(payers.ThroughMcp(Bare, bare.AbsoluteUri, process.Id, Paid));
    }

    /// <summary>Every payment is held under a limit of the day and the month; the same sum again and again is what a benchmark pays.</summary>
    private const string Rules = """
        [ { "name": "bench", "day": { "amount": "999999999999" }, "month": { "amount": "999999999999" }, "twin_window_seconds": 0 } ]
        """;

    private async Task StartOursAsync(int? core, BankProcess bank, Payers payers, Store store)
    {
        var name = $"Financial MCP, {store.Kind}";
        var settings = SettingsOf(bank, store.Database);
        var clock = Stopwatch.StartNew();
        var server = Keep(await ServerProcess.StartAsync(settings, core));
        var calls = payers.ThroughMcp(name, server.McpUrl, server.Process.Id, Succeeded).ToList();
        Load.RunOne(calls[0]);
        var firstCall = clock.Elapsed;
        var idle = ProcessFigures.ResidentMegabytes(server.Process.Id);
        servers.Add(new OurServer(name, store.Kind, server.Process.Id, firstCall, idle, Load.Run(calls[0], First)));
        targets.AddRange(calls);
    }

    /// <summary>The same server, over a database that keeps none of its records.</summary>
    private async Task StartWithoutRecordsAsync(
        int? core,
        BankProcess bank,
        Payers payers,
        Store store,
        TemporaryFolder folder
    )
    {
        var place = Directory.CreateDirectory(Path.Combine(folder.Path, $"dropped-{store.Kind}")).FullName;
        var database = await store.DropRecordsAsync(made => SettingsOf(bank, made), place);
        var server = Keep(await ServerProcess.StartAsync(SettingsOf(bank, database), core));
        var name = Store.WithoutRecords(store.Kind);
        var calls = payers.ThroughMcp(name, server.McpUrl, server.Process.Id, Succeeded).ToList();
        Load.RunOne(calls[0]);
        targets.AddRange(calls);
    }

    private static IDictionary<string, string> SettingsOf(BankProcess bank, TestDatabase database)
    {
        var settings = ServerProcess.Settings(bank, database.Settings);
        settings["POLICY_FILE"] = TestPolicy.WriteTo(settings["DATA_DIR"], Rules);

        // On, as in production, and never reached: everything that a call costs is measured.
        settings["RATE_LIMIT_ENABLED"] = "true";
        settings["RATE_LIMIT_REQUESTS"] = "10000";
        settings["RATE_LIMIT_WINDOW"] = "1";
        return settings;
    }

    /// <summary>
    /// A bank has a machine of its own: where memory can hold its ledger, it does not wait for the disk that this
    /// server's database waits for.
    /// </summary>
    private static string? BankPlace() =>
        Directory.Exists(SharedMemory) && new DriveInfo(SharedMemory).AvailableFreeSpace > LedgerBytes
            ? SharedMemory
            : null;

    private T Keep<T>(T started)
        where T : IAsyncDisposable
    {
        running.Add(started);
        return started;
    }
}
