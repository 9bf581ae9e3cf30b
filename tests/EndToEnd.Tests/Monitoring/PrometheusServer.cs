using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Monitoring;

/// <summary>
/// A real Prometheus with the configuration of docker/, which looks every second instead of every fifteen, at the targets that a file
/// names.
/// </summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly TemporaryFolder folder;
    private readonly Process process;
    private readonly HttpClient http;

    private PrometheusServer(TemporaryFolder folder, Process process, int port)
    {
        this.folder = folder;
        this.process = process;
        http = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<PrometheusServer> StartAsync(string target)
    {
        var home = new TemporaryFolder();
        var port = PostgresServer.FreePort();
        var configuration = await File.ReadAllTextAsync(
            Path.Combine(MonitoringFiles.Prometheus, "prometheus.yml"),
            Cancel
        );
        await WriteAsync(
            "prometheus.yml",
            configuration.Replace("15s", "1s", StringComparison.Ordinal).Replace("10s", "1s", StringComparison.Ordinal)
        );
        await WriteAsync("rules.yml", MonitoringFiles.Rules);
        Directory.CreateDirectory(Path.Combine(home.Path, "targets"));
        await WriteAsync(Path.Combine("targets", "server.yml"), $"- targets: ['{target}']\n");
        var started = Process.Start(
            new ProcessStartInfo(
                Tool.Find("prometheus")!,
                [
                    "--config.file=prometheus.yml",
                    "--storage.tsdb.path=data",
                    string.Create(CultureInfo.InvariantCulture, $"--web.listen-address=127.0.0.1:{port}"),
                    "--log.level=error",
                ]
            )
            {
                WorkingDirectory = home.Path,
            }
        )!;
        var server = new PrometheusServer(home, started, port);
        try
        {
            await Eventually.TrueAsync(() => Tool.IsReadyAsync(server.http), Patience, "Prometheus is ready");
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }

        Task WriteAsync(string name, string text) =>
            File.WriteAllTextAsync(Path.Combine(home.Path, name), text, Cancel);
    }

    /// <summary>The values that a query has now; those that are no number are left out.</summary>
    public async Task<IReadOnlyList<double>> QueryAsync(string query)
    {
        using var answer = await AskAsync("/api/v1/query?query=" + Uri.EscapeDataString(query));
        return
        [
            .. answer
                .RootElement.GetProperty("data")
                .GetProperty("result")
                .EnumerateArray()
                .Select(it => double.Parse(it.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture))
                .Where(double.IsFinite),
        ];
    }

    /// <summary>The alerts that it evaluates, each with its health: ok once it was evaluated without an error.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RulesAsync()
    {
        using var answer = await AskAsync("/api/v1/rules");
        return answer
            .RootElement.GetProperty("data")
            .GetProperty("groups")
            .EnumerateArray()
            .SelectMany(group => group.GetProperty("rules").EnumerateArray())
            .ToDictionary(
                rule => rule.GetProperty("name").GetString()!,
                rule => rule.GetProperty("health").GetString()!,
                StringComparer.Ordinal
            );
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
        process.Dispose();
        folder.Dispose();
    }

    private async Task<JsonDocument> AskAsync(string path)
    {
        using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), Cancel);
        var text = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.True(answer.IsSuccessStatusCode, text);
        return JsonDocument.Parse(text);
    }
}
