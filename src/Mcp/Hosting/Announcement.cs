using FinancialMcp.Mcp.Configuration;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>
/// Logs the event <c>listening</c> with the URLs of the listeners once they are bound: how scripts and tests that let
/// the system choose the ports learn them.
/// </summary>
internal sealed partial class Announcement(Listeners listeners, Settings settings, ILogger<Announcement> log)
    : IHostedLifecycleService
{
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Listening(
            settings.Version,
            settings.EnvironmentName,
            listeners.UrlOf(Listener.Mcp),
            listeners.UrlOf(Listener.Admin),
            listeners.UrlOf(Listener.Metrics)
        );
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        Stopping();
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        100,
        LogLevel.Information,
        "Listening: version {Version}, {Environment}, MCP {McpUrl}, admin {AdminUrl}, metrics {MetricsUrl}"
    )]
    private partial void Listening(
        string version,
        string environment,
        string? mcpUrl,
        string? adminUrl,
        string? metricsUrl
    );

    [LoggerMessage(101, LogLevel.Information, "Stopping: finishing what is in flight")]
    private partial void Stopping();
}
