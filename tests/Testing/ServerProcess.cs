using System.Text.Json;

namespace FinancialMcp.Testing;

/// <summary>The server as its own process, on free ports.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly ManagedProcess process;

    private ServerProcess(ManagedProcess process, JsonElement listening)
    {
        this.process = process;
        McpUrl = listening.GetProperty("mcp_url").GetString()!;
        MetricsUrl = listening.TryGetProperty("metrics_url", out var metrics) ? metrics.GetString() : null;
        AdminUrl = listening.TryGetProperty("admin_url", out var admin) ? admin.GetString() : null;
    }

    /// <summary>Where <c>/mcp</c>, <c>/health</c>, <c>/ready</c> and <c>/live</c> are.</summary>
    public string McpUrl { get; }

    public string? MetricsUrl { get; }

    public string? AdminUrl { get; }

    public ManagedProcess Process => process;

    /// <summary>Starts it and returns once it listens, confined to one processor core when that is given.</summary>
    public static Task<ServerProcess> StartAsync(IDictionary<string, string> settings, int? core = null) =>
        StartAsync(BuildOutput.Server, settings, core);

    /// <summary>The same of another program that serves as the server does.</summary>
    public static async Task<ServerProcess> StartAsync(
        string program,
        IDictionary<string, string> settings,
        int? core = null
    )
    {
        var (process, listening) = await ManagedProcess.StartAsync(program, ["serve"], settings, "listening", core);
        return new ServerProcess(process, listening);
    }

    /// <summary>
    /// The settings that every test server shares, towards a bank, on a database: the embedded one in
    /// <paramref name="database"/>'s folder, or a PostgreSQL database.
    /// </summary>
    public static IDictionary<string, string> Settings(
        BankProcess bank,
        IReadOnlyDictionary<string, string> database
    ) => Settings(bank.Contract, bank.AccountUrl, bank.TransactionUrl, database);

    /// <summary>
    /// The same towards a bank that is reached at other addresses than its own. Agents' tokens are for PUBLIC_URL, in
    /// which a port would have to be that of whatever stands before the server, so it names none.
    /// </summary>
    public static IDictionary<string, string> Settings(
        string contract,
        string accountUrl,
        string transactionUrl,
        IReadOnlyDictionary<string, string> database
    )
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ENVIRONMENT"] = "development",
            ["HOST"] = "127.0.0.1",
            ["PORT"] = "0",
            ["ADMIN_PORT"] = "0",
            ["METRICS_PORT"] = "0",
            ["PUBLIC_URL"] = "http://127.0.0.1",
            ["ACCOUNT_SERVICE_URL"] = accountUrl,
            ["TRANSACTION_SERVICE_URL"] = transactionUrl,
            ["BACKEND_CONTRACT"] = contract,
            ["JWT_ISSUER"] = Tokens.Issuer,
            ["JWT_SECRET"] = Tokens.AgentSecret,
            ["BACKEND_JWT_SECRET"] = Tokens.BankSecret,
            ["BACKEND_STAFF_SUBJECT"] = "olivia",
            // Tests call as fast as they can.
            ["RATE_LIMIT_ENABLED"] = "false",
        };
        foreach (var (name, value) in database)
        {
            settings[name] = value;
        }

        return settings;
    }

    public ValueTask DisposeAsync() => process.DisposeAsync();
}
