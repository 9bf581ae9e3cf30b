using System.Net.Http.Headers;
using System.Text;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Hosting;
using FinancialMcp.Sandbox;
using FinancialMcp.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Client;

namespace FinancialMcp.Mcp.Tests.Protocol;

/// <summary>
/// The real server in this process, on Kestrel and a free port, with its real database in a file, before the stand-in
/// bank on its own ports.
/// </summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication server;
    private readonly TemporaryFolder folder;

    private RunningServer(SandboxHost bank, WebApplication started, TemporaryFolder data)
    {
        Bank = bank;
        server = started;
        folder = data;
        Url = started.Services.GetRequiredService<Listeners>().UrlOf(Listener.Mcp)!;
        Http = new HttpClient { BaseAddress = new Uri(Url) };
        Audit = new AuditTrail(Path.Combine(DataDirectory(data), "financial-mcp.db"));
    }

    public string Url { get; }
    public HttpClient Http { get; }
    public SandboxHost Bank { get; }

    /// <summary>What the server has recorded.</summary>
    public AuditTrail Audit { get; }
    public IServiceProvider Services => server.Services;
    public bool IsV2 { get; private init; }

    /// <param name="contract">v1 or v2.</param>
    /// <param name="more">Settings beside those that every test server has.</param>
    /// <param name="configure">Where a test swaps a port for a fake.</param>
    /// <param name="deposits">Whether the bank takes deposits.</param>
    /// <param name="policy">The rules it begins with.</param>
    public static async Task<RunningServer> StartAsync(
        string contract = "v1",
        IReadOnlyDictionary<string, string>? more = null,
        Action<IServiceCollection>? configure = null,
        bool deposits = true,
        string policy = TestPolicy.Open
    )
    {
        var data = new TemporaryFolder();
        var bank = await SandboxHost.StartAsync(
            new SandboxOptions
            {
                Contract = contract == "v1" ? BankContract.V1 : BankContract.V2,
                JwtSecret = Tokens.BankSecret,
                DataDirectory = Path.Combine(data.Path, "bank"),
                Deposits = deposits,
                FaultPort = 0,
            }
        );
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ENVIRONMENT"] = "development",
            ["HOST"] = "127.0.0.1",
            ["PORT"] = "0",
            ["ADMIN_PORT"] = "0",
            ["METRICS_PORT"] = "0",
            ["PUBLIC_URL"] = "http://127.0.0.1",
            ["ACCOUNT_SERVICE_URL"] = bank.AccountUrl.ToString(),
            ["TRANSACTION_SERVICE_URL"] = bank.TransactionUrl.ToString(),
            ["BACKEND_CONTRACT"] = contract,
            ["JWT_ISSUER"] = Tokens.Issuer,
            ["JWT_SECRET"] = Tokens.AgentSecret,
            ["BACKEND_JWT_SECRET"] = Tokens.BankSecret,
            ["BACKEND_STAFF_SUBJECT"] = "olivia",
            ["DATA_DIR"] = DataDirectory(data),
            ["POLICY_FILE"] = TestPolicy.WriteTo(data.Path, policy),
            ["LOG_LEVEL"] = "ERROR",
            ["RATE_LIMIT_ENABLED"] = "false",
        };
        foreach (var (name, value) in more ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            environment[name] = value;
        }

        var report = ConfigurationReading.Read(ConfigurationSources.Of(environment));
        Assert.Empty(report.Errors);
        var started = ServerHost.Build(report.Settings!, configure);
        await started.StartAsync();
        return new RunningServer(bank, started, data) { IsV2 = contract == "v2" };
    }

    /// <summary>A real client of the C# SDK.</summary>
    public Task<McpClient> ConnectAsync(string token, string? revision = null) =>
        Agents.ConnectAsync(Url, token, revision);

    /// <summary>Posts bytes as they are, with the headers a client of the initialize era sends, and more.</summary>
    public async Task<HttpResponseMessage> PostAsync(
        HttpContent body,
        string? token,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/mcp") { Content = body };
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await Http.SendAsync(request);
    }

    /// <summary>Posts text as JSON.</summary>
    public Task<HttpResponseMessage> PostAsync(
        string body,
        string? token,
        params (string Name, string Value)[] headers
    ) => PostAsync(new StringContent(body, Encoding.UTF8, "application/json"), token, headers);

    /// <summary>Stops as the process does on a signal.</summary>
    public Task StopAsync() => server.StopAsync();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await server.StopAsync();
        await server.DisposeAsync();
        await Bank.DisposeAsync();
        folder.Dispose();
    }

    private static string DataDirectory(TemporaryFolder data) => Path.Combine(data.Path, "server");
}
