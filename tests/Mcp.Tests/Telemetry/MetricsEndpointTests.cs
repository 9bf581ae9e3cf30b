using System.Security.Cryptography.X509Certificates;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Mcp.Tests.Hosting;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Telemetry;

/// <remarks>Instruments belong to the process: no other server may run in it while one is scraped.</remarks>
[Collection(nameof(MetricsEndpointTests))]
[CollectionDefinition(nameof(MetricsEndpointTests), DisableParallelization = true)]
public sealed class MetricsEndpointTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private static readonly string[] Families =
    [
        "mcp",
        "process",
        "tls",
        "health",
        "service",
        "circuit",
        "auth",
        "operations",
        "approvals",
        "limit",
        "kill",
        "audit",
        "backend",
    ];

    [Fact]
    public async Task Figures_of_the_process_and_its_connections_are_scraped_under_the_guides_names()
    {
        await using var server = await RunningServer.StartAsync();
        using (var other = new HttpClient())
        {
            await other.GetStringAsync(new Uri(server.McpUrl + "/live"), TestContext.Current.CancellationToken);
        }

        await Eventually.TrueAsync(() => server.Connections.Open == 0, Patience, "the connection has ended");
        var scrape = await ScrapeAsync(server);

        Assert.Equal("gauge", scrape.KindOf("process_memory_usage_bytes"));
        Assert.InRange(scrape.ValueOf("process_memory_usage_bytes"), 10_000_000, 10_000_000_000);
        Assert.InRange(
            scrape.ValueOf("process_memory_limit_bytes"),
            scrape.ValueOf("process_memory_usage_bytes"),
            1L << 50
        );
        Assert.InRange(scrape.ValueOf("process_cpu_usage_percent"), 0, 100);
        Assert.Equal("gauge", scrape.KindOf("mcp_active_connections"));
        Assert.Equal(1, scrape.ValueOf("mcp_connection_duration_seconds_bucket", "le=\"60\""));
        Assert.Equal("histogram", scrape.KindOf("mcp_connection_duration_seconds"));
    }

    [Fact]
    public async Task Health_is_looked_at_for_the_scrape_and_what_is_not_configured_has_no_series()
    {
        await using var server = await RunningServer.StartAsync();
        server.Health.States["account_service"] = HealthState.Unhealthy;
        server.Health.States["transaction_service"] = HealthState.Degraded;
        var scrape = await ScrapeAsync(server);

        Assert.Equal(1, scrape.ValueOf("health_status", "check=\"database\""));
        Assert.Equal(0, scrape.ValueOf("health_status", "check=\"account_service\""));
        Assert.Equal(0.5, scrape.ValueOf("health_status", "check=\"transaction_service\""));
        Assert.DoesNotContain(scrape.Series, series => series.Labels.Contains("redis", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Calls_are_counted_and_timed_in_seconds()
    {
        await using var server = await RunningServer.StartAsync();
        server.Statistics.Record("get_account", CallStatus.Success, TimeSpan.FromMilliseconds(30));
        var scrape = await ScrapeAsync(server);

        Assert.Equal("counter", scrape.KindOf("mcp_requests_total"));
        Assert.True(scrape.ValueOf("mcp_requests_total", "tool=\"get_account\",status=\"success\"") >= 1);
        Assert.True(scrape.ValueOf("mcp_request_duration_seconds_bucket", "tool=\"get_account\",le=\"0.05\"") >= 1);
        Assert.True(scrape.ValueOf("mcp_request_duration_seconds_count", "tool=\"get_account\"") >= 1);
    }

    [Fact]
    public async Task Only_our_own_series_are_there_without_labels_that_say_nothing()
    {
        await using var server = await RunningServer.StartAsync();
        var scrape = await ScrapeAsync(server);

        Assert.NotEmpty(scrape.Series);
        Assert.DoesNotContain(scrape.Series, series => series.Labels.Contains("otel_scope", StringComparison.Ordinal));
        Assert.All(scrape.Series, series => Assert.Contains(series.Name.Split('_')[0], Families));
    }

    [Fact]
    public async Task When_the_certificate_ends_is_told_where_one_is_served()
    {
        const string Host = "admin.bank.test";
        using var certificate = new TestCertificate(Host);
        await using (
            var server = await RunningServer.StartStagingAsync(
                ("ADMIN_URL", "https://" + Host),
                ("TLS_CERT_PATH", certificate.CertificateFile),
                ("TLS_KEY_PATH", certificate.KeyFile)
            )
        )
        {
            using var served = X509CertificateLoader.LoadCertificateFromFile(certificate.CertificateFile);
            Assert.Equal(
                new DateTimeOffset(served.NotAfter).ToUnixTimeSeconds(),
                (await ScrapeAsync(server)).ValueOf("tls_certificate_expires_timestamp_seconds")
            );
        }

        await using var plain = await RunningServer.StartAsync();
        Assert.DoesNotContain(
            (await ScrapeAsync(plain)).Series,
            it => it.Name.StartsWith("tls", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_monitor_that_asks_for_open_metrics_gets_them()
    {
        await using var server = await RunningServer.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, server.MetricsUrl + "/metrics");
        request.Headers.Add("Accept", "application/openmetrics-text; version=1.0.0");
        using var answer = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal("application/openmetrics-text", answer.Content.Headers.ContentType!.MediaType);
    }

    private static async Task<Scrape> ScrapeAsync(RunningServer server) =>
        Scrape.Parse(await server.TextOfAsync(server.MetricsUrl + "/metrics"));
}
