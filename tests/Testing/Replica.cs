using System.Globalization;
using System.Net;

namespace FinancialMcp.Testing;

/// <summary>One server process of a <see cref="Fleet"/>, with its own way to the database.</summary>
public sealed class Replica : IAsyncDisposable
{
    private readonly IDictionary<string, string> settings;
    private readonly Balancer balancer;
    private ServerProcess server;

    private Replica(IDictionary<string, string> settings, Balancer balancer, FaultProxy database, ServerProcess server)
    {
        this.settings = settings;
        this.balancer = balancer;
        this.server = server;
        Database = database;
    }

    /// <summary>The running process; another one after <see cref="RestartAsync"/>.</summary>
    public ServerProcess Server => server;

    /// <summary>Between this replica and PostgreSQL.</summary>
    public FaultProxy Database { get; }

    /// <summary>False between <see cref="KillAsync"/> and <see cref="RestartAsync"/>.</summary>
    public bool IsRunning { get; private set; } = true;

    /// <summary>Where the process listens.</summary>
    public IPEndPoint Address => new(IPAddress.Loopback, new Uri(server.McpUrl).Port);

    /// <summary>Starts a server that reaches its database through a proxy. It is not yet behind the balancer.</summary>
    internal static async Task<Replica> StartAsync(
        IDictionary<string, string> settings,
        Balancer balancer,
        FaultProxy database
    )
    {
        settings["DB_PORT"] = database.Port.ToString(CultureInfo.InvariantCulture);
        return new Replica(settings, balancer, database, await ServerProcess.StartAsync(settings));
    }

    /// <summary>SIGKILL. The balancer notices, and sends it nobody until it is back.</summary>
    public async Task KillAsync()
    {
        await server.Process.KillAsync();
        IsRunning = false;
        balancer.TakeOut(Address, cutConnections: true);
    }

    /// <summary>A new process with the same settings, after <see cref="KillAsync"/>.</summary>
    public async Task RestartAsync()
    {
        await server.DisposeAsync();
        server = await ServerProcess.StartAsync(settings);
        IsRunning = true;
        balancer.Put(Address);
    }

    /// <summary>SIGSTOP. Nobody notices: the balancer goes on sending it connections.</summary>
    public Task StopAsync() => server.Process.PauseAsync();

    /// <summary>SIGCONT.</summary>
    public Task ContinueAsync() => server.Process.ContinueAsync();

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
