using System.Net;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Mcp.Configuration;
using FinancialMcp.Mcp.Hosting;
using FinancialMcp.Mcp.Tests.Configuration;
using FinancialMcp.Mcp.Tests.Protocol;
using FinancialMcp.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace FinancialMcp.Mcp.Tests.Hosting;

/// <summary>
/// The whole server in this process: real listeners on free ports, the embedded database in a folder of its own, a bank
/// that nobody runs, and dependencies whose health the test decides.
/// </summary>
internal sealed class RunningServer : IAsyncDisposable
{
    private readonly TemporaryFolder data = new();
    private readonly WebApplication app;

    private RunningServer(ScriptedHealth health, bool isStaging, (string Name, string? Value)[] changes)
    {
        Health = health;
        (string, string?)[] own =
        [
            .. isStaging ? Staging : FreePorts,
            ("DATA_DIR", data.Path),
            ("ACCOUNT_SERVICE_URL", "http://127.0.0.1:9"),
            ("TRANSACTION_SERVICE_URL", "http://127.0.0.1:9"),
            ("LOG_LEVEL", "CRITICAL"),
            .. changes,
        ];
        var report = ConfigurationText.Read(
            isStaging ? ConfigurationText.Production(own) : ConfigurationText.Development(own)
        );
        Assert.Empty(report.Errors);
        app = ServerHost.Build(
            OnFreePorts(report.Settings!),
            services =>
            {
                services.RemoveAll<IDependencyHealth>();
                services.AddSingleton<IDependencyHealth>(health);
            }
        );
    }

    private static (string, string?)[] FreePorts => [("PORT", "0"), ("ADMIN_PORT", "0"), ("METRICS_PORT", "0")];

    /// <summary>On the embedded database, which production does without.</summary>
    private static (string, string?)[] Staging =>
        [
            ("ENVIRONMENT", "staging"),
            ("ADMIN_ENABLED", "true"),
            ("HOST", "127.0.0.1"),
            ("DB_HOST", null),
            ("DB_USER", null),
            ("DB_PASSWORD", null),
        ];

    public ScriptedHealth Health { get; }

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public string McpUrl => UrlOf(Listener.Mcp)!;

    public string AdminUrl => UrlOf(Listener.Admin)!;

    public string MetricsUrl => UrlOf(Listener.Metrics)!;

    /// <summary>What the server has recorded.</summary>
    public AuditTrail Audit => new(Path.Combine(data.Path, "financial-mcp.db"));

    public IServiceProvider Services => app.Services;

    public CallStatistics Statistics => app.Services.GetRequiredService<CallStatistics>();

    public ConnectionTally Connections => app.Services.GetRequiredService<ConnectionTally>();

    public static Task<RunningServer> StartAsync(params (string Name, string? Value)[] changes) =>
        StartAsync(new RunningServer(new ScriptedHealth(), isStaging: false, changes));

    /// <summary>As staging has it, with its admin pages. Only the ports are what staging refuses: free ones.</summary>
    public static Task<RunningServer> StartStagingAsync(params (string Name, string? Value)[] changes) =>
        StartAsync(new RunningServer(new ScriptedHealth(), isStaging: true, changes));

    public string? UrlOf(Listener listener) => app.Services.GetRequiredService<Listeners>().UrlOf(listener);

    /// <summary>Asks a listener, with a Host header of the caller's invention where one is given.</summary>
    public Task<HttpResponseMessage> AskAsync(HttpMethod method, string url, string? host = null)
    {
        var request = new HttpRequestMessage(method, url);
        request.Headers.Host = host;
        return Http.SendAsync(request);
    }

    public async Task<HttpStatusCode> StatusOfAsync(HttpMethod method, string url, string? host = null)
    {
        using var answer = await AskAsync(method, url, host);
        return answer.StatusCode;
    }

    /// <summary>The body of a successful answer.</summary>
    public Task<string> TextOfAsync(string url) => Http.GetStringAsync(new Uri(url));

    private static async Task<RunningServer> StartAsync(RunningServer server)
    {
        await server.app.StartAsync();
        return server;
    }

    private static Settings OnFreePorts(Settings settings) =>
        settings with
        {
            Listening = settings.Listening with { Port = 0, AdminPort = 0, MetricsPort = 0 },
        };

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        data.Dispose();
    }
}
