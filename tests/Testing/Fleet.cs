using System.Data.Common;
using System.Globalization;

namespace FinancialMcp.Testing;

/// <summary>
/// Several servers on one PostgreSQL database, behind a balancer, in front of a stand-in bank. Between the servers and
/// each of the bank's services, and between each server and PostgreSQL, stands a <see cref="FaultProxy"/>.
/// </summary>
public sealed class Fleet : IAsyncDisposable
{
    private readonly Belongings belongings;
    private readonly TestDatabase database;
    private readonly FleetPlan plan;
    private readonly IReadOnlyDictionary<string, string> auditKeys;
    private readonly HttpClient http;

    private Fleet(
        Belongings belongings,
        TestDatabase database,
        BankProcess bank,
        FleetPlan plan,
        IReadOnlyDictionary<string, string> auditKeys
    )
    {
        this.belongings = belongings;
        this.database = database;
        this.plan = plan;
        this.auditKeys = auditKeys;
        Bank = bank;
        AccountService = belongings.Keep(new FaultProxy(new Uri(bank.AccountUrl).Port, plan.Seed));
        TransactionService = belongings.Keep(new FaultProxy(new Uri(bank.TransactionUrl).Port, plan.Seed));
        Balancer = belongings.Keep(new Balancer());
        http = belongings.Hold(new HttpClient { Timeout = TimeSpan.FromSeconds(5) });
    }

    /// <summary>Where agents connect.</summary>
    public string Url => Balancer.Url;

    public Balancer Balancer { get; }

    public IReadOnlyList<Replica> Replicas { get; private set; } = [];

    /// <summary>The bank itself, beside the proxies.</summary>
    public BankProcess Bank { get; }

    /// <summary>Between the servers and the bank's account service.</summary>
    public FaultProxy AccountService { get; }

    /// <summary>Between the servers and the bank's transaction service.</summary>
    public FaultProxy TransactionService { get; }

    /// <summary>The fleet's own PostgreSQL server, to be paused or killed too; null where the plan prepares none.</summary>
    public PostgresServer? Postgres { get; private init; }

    /// <summary>Returns when every server is ready; when one does not start, the others are ended.</summary>
    public static async Task<Fleet> StartAsync(FleetPlan plan)
    {
        var started = new Belongings();
        try
        {
            var folder = started.Hold(new TemporaryFolder());
            var postgres = plan.Prepare is null ? null : started.Keep(await PostgresServer.StartAsync());
            var store = postgres is null
                ? await TestDatabase.CreateAsync("postgres", folder.Path)
                : await TestDatabase.CreateOnAsync(postgres, folder.Path);
            var bank = started.Keep(await BankProcess.StartAsync(plan.Contract, [.. plan.BankOptions]));
            var fleet = new Fleet(started, store, bank, plan, AuditKeyFiles.MakeIn(folder.Path))
            {
                Postgres = postgres,
            };
            if (plan.Prepare is not null)
            {
                await plan.Prepare(postgres!, store.Settings["DB_NAME"]);
                await ManagedProcess.RunAsync(BuildOutput.Server, ["migrate"], fleet.Settings(folder.Path));
            }

            await fleet.AddReplicasAsync(folder.Path);
            await fleet.ReadyAsync();
            return fleet;
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    /// <summary>An open connection of the tables' owner, beside the servers and the proxies.</summary>
    public Task<DbConnection> ConnectAsync() => database.ConnectAsync();

    /// <summary>One number from the servers' database, read beside them and the proxies.</summary>
    public Task<long> CountAsync(string sql) => database.CountAsync(sql);

    /// <summary>Rows from the servers' database, read beside them and the proxies.</summary>
    public Task<IReadOnlyList<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> row) => database.ReadAsync(sql, row);

    /// <summary>
    /// The settings of a further process beside the fleet's, with that folder for its files: it reaches the database
    /// directly, and the bank as the servers do.
    /// </summary>
    public IDictionary<string, string> Settings(string folder)
    {
        var settings = ServerProcess.Settings(
            plan.Contract,
            AccountService.Url,
            TransactionService.Url,
            database.Settings
        );
        settings["DATA_DIR"] = folder;
        settings["POLICY_FILE"] = TestPolicy.WriteTo(folder, plan.Policy);
        foreach (var (name, value) in auditKeys.Concat(plan.Settings))
        {
            settings[name] = value;
        }

        return settings;
    }

    /// <summary>Puts a toxic in force between all servers and both services of the bank.</summary>
    public void SwitchBank(Toxic toxic)
    {
        AccountService.Switch(toxic);
        TransactionService.Switch(toxic);
    }

    /// <summary>Puts a toxic in force between all servers and PostgreSQL.</summary>
    public void SwitchDatabase(Toxic toxic)
    {
        foreach (var replica in Replicas)
        {
            replica.Database.Switch(toxic);
        }
    }

    /// <summary>SIGKILL of the bank. Its addresses refuse connections, as those of a dead process do.</summary>
    public async Task KillBankAsync()
    {
        await Bank.KillAsync();
        SwitchBank(Toxic.Down);
    }

    /// <summary>The bank's process again, on its ledger, after <see cref="KillBankAsync"/>.</summary>
    public async Task RestartBankAsync()
    {
        await Bank.RestartAsync();
        SwitchBank(Toxic.None);
    }

    /// <summary>Returns when every replica says that it is ready. Throws when that takes more than a minute.</summary>
    public async Task ReadyAsync()
    {
        foreach (var replica in Replicas)
        {
            await Eventually.TrueAsync(
                () => IsReadyAsync(replica),
                TimeSpan.FromMinutes(1),
                $"a replica is ready:\n{replica.Server.Process.Output}"
            );
        }
    }

    public ValueTask DisposeAsync() => belongings.DisposeAsync();

    /// <summary>All at once, as they come up in a cluster; those that start are kept, also when others do not.</summary>
    private async Task AddReplicasAsync(string folder)
    {
        var starting = new List<Task<Replica>>();
        for (var number = 0; number < plan.Replicas; number++)
        {
            var settings = Settings(Directory.CreateDirectory($"{folder}/{number}").FullName);
            var port = int.Parse(settings["DB_PORT"], CultureInfo.InvariantCulture);
            var link = belongings.Keep(new FaultProxy(port, plan.Seed + number));
            starting.Add(Replica.StartAsync(settings, Balancer, link));
        }

        try
        {
            Replicas = await Task.WhenAll(starting);
        }
        finally
        {
            foreach (var replica in starting.Where(start => start.IsCompletedSuccessfully))
            {
                belongings.Keep(await replica);
            }
        }

        foreach (var replica in Replicas)
        {
            Balancer.Put(replica.Address);
        }
    }

    private async Task<bool> IsReadyAsync(Replica replica)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(replica.Server.McpUrl + "/ready"));
            return answer.IsSuccessStatusCode;
        }
        catch (Exception absent) when (absent is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }
}
