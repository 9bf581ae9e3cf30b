using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Mcp.Tests.Hosting;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Health;

public sealed partial class HealthEndpointTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Health_has_exactly_the_members_of_the_deployment_guide()
    {
        await using var server = await RunningServer.StartAsync(("VERSION", "4f2a91c"));
        var (status, body) = await AskAsync(server, "/health");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(
            ["status", "timestamp", "version", "environment", "checks", "metrics"],
            body.EnumerateObject().Select(member => member.Name)
        );
        Assert.Equal("healthy", body.GetProperty("status").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$", body.GetProperty("timestamp").GetString());
        Assert.Equal("4f2a91c", body.GetProperty("version").GetString());
        Assert.Equal("development", body.GetProperty("environment").GetString());
        Assert.Equal(
            """{"database":"healthy","account_service":"healthy","transaction_service":"healthy","audit":"healthy","redis":"not_configured"}""",
            body.GetProperty("checks").GetRawText()
        );
        var metrics = body.GetProperty("metrics");
        Assert.Equal(
            ["uptime", "memory_usage", "active_connections"],
            metrics.EnumerateObject().Select(member => member.Name)
        );
        Assert.True(metrics.GetProperty("uptime").GetInt64() >= 0);
        Assert.Matches(Megabytes(), metrics.GetProperty("memory_usage").GetString());
        Assert.True(metrics.GetProperty("active_connections").GetInt32() >= 1);
    }

    [Theory]
    [InlineData("database", HealthState.Unhealthy, 503, "unhealthy", 503)]
    [InlineData("audit", HealthState.Unhealthy, 503, "unhealthy", 503)]
    [InlineData("database", HealthState.Degraded, 200, "degraded", 200)]
    [InlineData("account_service", HealthState.Unhealthy, 200, "degraded", 200)]
    [InlineData("transaction_service", HealthState.Degraded, 200, "degraded", 200)]
    public async Task The_bank_degrades_us_and_only_our_own_store_takes_us_out(
        string dependency,
        HealthState state,
        int healthStatus,
        string word,
        int readyStatus
    )
    {
        await using var server = await RunningServer.StartAsync();
        server.Health.States[dependency] = state;

        var (status, body) = await AskAsync(server, "/health");
        Assert.Equal((healthStatus, word), ((int)status, body.GetProperty("status").GetString()));
        var (ready, readiness) = await AskAsync(server, "/ready");
        Assert.Equal(readyStatus, (int)ready);
        Assert.Equal(readyStatus == 200 ? "ready" : "not_ready", readiness.GetProperty("status").GetString());
        Assert.Equal(
            ["database", "audit"],
            readiness.GetProperty("checks").EnumerateObject().Select(check => check.Name)
        );
        var (live, _) = await AskAsync(server, "/live");
        Assert.Equal(HttpStatusCode.OK, live);
    }

    [Fact]
    public async Task A_check_that_throws_is_unhealthy_and_shows_nothing_of_why()
    {
        await using var server = await RunningServer.StartAsync();
        server.Health.Behaviour = _ => throw new InvalidOperationException("Host=db.internal;Password=hunter2");
        var (status, body) = await AskAsync(server, "/health");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, status);
        Assert.Equal("unhealthy", body.GetProperty("checks").GetProperty("database").GetString());
        Assert.DoesNotContain("hunter2", body.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("InvalidOperation", body.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task However_many_ask_at_once_the_dependencies_are_asked_once()
    {
        await using var server = await RunningServer.StartAsync();
        var answer = new TaskCompletionSource<IReadOnlyList<DependencyHealth>>();
        server.Health.Behaviour = _ => answer.Task;
        var asked = Enumerable.Range(0, 40).Select(_ => AskAsync(server, "/health")).ToList();
        await Eventually.TrueAsync(
            () => server.Connections.Open == 40 && server.Health.Looks > 0,
            Patience,
            "all forty have asked"
        );
        answer.SetResult([]);
        await Task.WhenAll(asked);

        Assert.Equal(1, server.Health.Looks);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> AskAsync(RunningServer server, string path)
    {
        using var answer = await server.AskAsync(HttpMethod.Get, server.McpUrl + path);
        Assert.Equal("application/json", answer.Content.Headers.ContentType!.MediaType);
        return (answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(await answer.Content.ReadAsStringAsync()));
    }

    [GeneratedRegex("^[1-9][0-9]*MB$", RegexOptions.None, 1000)]
    private static partial Regex Megabytes();
}
