using System.Net;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Mcp.Hosting;
using FinancialMcp.Mcp.Tests.Configuration;
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

    private RunningServer(ScriptedHealth health, (string Name, string? Value)[] changes)
    {
        Health = health;
        (string, string?)[] own =
        [
            ("PORT", "0"),
            ("ADMIN_PORT", "0"),
            ("METRICS_PORT", "0"),
            ("DATA_DIR", data.Path),
            ("ACCOUNT_SERVICE_URL", "http://127.0.0.1:9"),
            ("TRANSACTION_SERVICE_URL", "http://127.0.0.1:9"),
            ("LOG_LEVEL", "CRITICAL"),
            .. changes,
        ];
        var report = ConfigurationText.Read(ConfigurationText.Development(own));
        Assert.Empty(report.Errors);
        app = ServerHost.Build(
            report.Settings!,
            services =>
            {
                services.RemoveAll<IDependencyHealth>();
                services.AddSingleton<IDependencyHealth>(health);
            }
        );
    }

    public ScriptedHealth Health { get; }

    public HttpClient Http { get; } = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });

    public string McpUrl => UrlOf(Listener.Mcp)!;

    public string AdminUrl => UrlOf(Listener.Admin)!;

    public string MetricsUrl => UrlOf(Listener.Metrics)!;

    public IServiceProvider Services => app.Services;

    public CallStatistics Statistics => app.Services.GetRequiredService<CallStatistics>();

    public ConnectionTally Connections => app.Services.GetRequiredService<ConnectionTally>();

    public static async Task<RunningServer> StartAsync(params (string Name, string? Value)[] changes)
    {
        var server = new RunningServer(new ScriptedHealth(), changes);
        await server.app.StartAsync();
        return server;
    }

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

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.StopAsync();
        await app.DisposeAsync();
        data.Dispose();
    }
}
