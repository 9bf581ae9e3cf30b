using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using FinancialMcp.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace FinancialMcp.EndToEnd.Tests.Monitoring;

/// <summary>
/// A real Alertmanager with what render.sh makes of docker/ for a webhook, which waits a second where that says more; and that webhook.
/// </summary>
internal sealed class AlertmanagerServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentQueue<(string Status, string Name)> told = new();
    private readonly WebApplication webhook;
    private readonly HttpClient http;
    private Process? process;

    private AlertmanagerServer(int port)
    {
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        webhook = builder.Build();
        webhook.Run(ListenAsync);
    }

    /// <summary>What the webhook was told: firing or resolved, and the alert's name.</summary>
    public IReadOnlyCollection<(string Status, string Name)> Told => told;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<AlertmanagerServer> StartAsync()
    {
        var port = PostgresServer.FreePort();
        var server = new AlertmanagerServer(port);
        try
        {
            await server.webhook.StartAsync(Cancel);
            await server.RunAsync(port);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Alerts as Prometheus posts them: they fire until an end is given.</summary>
    public async Task PostAsync(params (string Name, string Severity, string Job, DateTimeOffset? End)[] alerts)
    {
        var body = alerts.Select(alert => new
        {
            labels = new
            {
                alertname = alert.Name,
                severity = alert.Severity,
                job = alert.Job,
            },
            startsAt = TimeProvider.System.GetUtcNow().AddMinutes(-1),
            endsAt = alert.End ?? TimeProvider.System.GetUtcNow().AddHours(1),
        });
        using var answer = await http.PostAsJsonAsync(new Uri("/api/v2/alerts", UriKind.Relative), body, Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
    }

    /// <summary>The alerts that are not told because of another one, as NAME of JOB.</summary>
    public async Task<IReadOnlyList<string>> InhibitedAsync()
    {
        var alerts = await http.GetFromJsonAsync<JsonElement>(new Uri("/api/v2/alerts", UriKind.Relative), Cancel);
        return
        [
            .. alerts
                .EnumerateArray()
                .Where(alert => alert.GetProperty("status").GetProperty("inhibitedBy").GetArrayLength() > 0)
                .Select(alert => alert.GetProperty("labels"))
                .Select(labels => $"{labels.GetProperty("alertname")} of {labels.GetProperty("job")}")
                .Order(StringComparer.Ordinal),
        ];
    }

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync(CancellationToken.None);
            process.Dispose();
        }

        http.Dispose();
        await webhook.DisposeAsync();
        folder.Dispose();
    }

    private async Task RunAsync(int port)
    {
        var (code, text) = await Tool.RunAsync(
            "sh",
            [Path.Combine(MonitoringFiles.Docker, "alertmanager", "render.sh")],
            BuildOutput.Root,
            ("ALERT_WEBHOOK_URL", webhook.Urls.Single())
        );
        Assert.True(code == 0, text);
        foreach (var wait in new[] { "group_wait: 30s", "group_wait: 10s", "group_interval: 5m" })
        {
            Assert.Contains(wait, text, StringComparison.Ordinal);
            text = text.Replace(
                wait,
                wait[..(wait.IndexOf(':', StringComparison.Ordinal) + 1)] + " 1s",
                StringComparison.Ordinal
            );
        }

        await File.WriteAllTextAsync(Path.Combine(folder.Path, "alertmanager.yml"), text, Cancel);
        process = Process.Start(
            new ProcessStartInfo(
                Tool.Find("prometheus-alertmanager")!,
                [
                    "--config.file=alertmanager.yml",
                    "--storage.path=data",
                    "--cluster.listen-address=",
                    string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"),
                    "--log.level=error",
                ]
            )
            {
                WorkingDirectory = folder.Path,
            }
        )!;
        await Eventually.TrueAsync(() => Tool.IsReadyAsync(http), Patience, "Alertmanager is ready");
    }

    private async Task ListenAsync(HttpContext context)
    {
        var message = await context.Request.ReadFromJsonAsync<JsonElement>(context.RequestAborted);
        foreach (var alert in message.GetProperty("alerts").EnumerateArray())
        {
            told.Enqueue(
                (
                    alert.GetProperty("status").GetString()!,
                    alert.GetProperty("labels").GetProperty("alertname").GetString()!
                )
            );
        }
    }
}
