using System.Net;
using System.Text.Json;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Mcp.Tests.Hosting;

namespace FinancialMcp.Mcp.Tests.Health;

/// <summary>What the HealthChecks UI polls: its members, its words, and only on the metrics listener.</summary>
public sealed class HealthUiTests
{
    [Theory]
    [InlineData("account_service", HealthState.Degraded, HttpStatusCode.OK, "Degraded", "Degraded")]
    [InlineData("database", HealthState.Unhealthy, HttpStatusCode.ServiceUnavailable, "Unhealthy", "Unhealthy")]
    [InlineData("database", HealthState.Healthy, HttpStatusCode.OK, "Healthy", "Healthy")]
    public async Task It_says_what_the_health_check_says(
        string name,
        HealthState state,
        HttpStatusCode code,
        string whole,
        string one
    )
    {
        await using var server = await RunningServer.StartAsync();
        server.Health.States[name] = state;

        var (status, report) = await AskAsync(server.MetricsUrl);

        Assert.Equal((code, whole), (status, report.GetProperty("status").GetString()));
        var entries = report.GetProperty("entries");
        Assert.Equal(
            ["account_service", "audit", "database", "redis", "transaction_service"],
            entries.EnumerateObject().Select(entry => entry.Name).Order(StringComparer.Ordinal)
        );
        var entry = entries.GetProperty(name);
        Assert.Equal(one, entry.GetProperty("status").GetString());
        Assert.Equal(HealthLook.WordFor(state), entry.GetProperty("description").GetString());
        Assert.True(TimeSpan.TryParse(entry.GetProperty("duration").GetString(), out _));
        Assert.Equal("Healthy", entries.GetProperty("redis").GetProperty("status").GetString());
        Assert.Equal("not_configured", entries.GetProperty("redis").GetProperty("description").GetString());
    }

    [Fact]
    public async Task No_other_listener_has_it()
    {
        await using var server = await RunningServer.StartAsync();

        Assert.Equal(HttpStatusCode.NotFound, await server.StatusOfAsync(HttpMethod.Get, server.McpUrl + "/health/ui"));
    }

    private static async Task<(HttpStatusCode Status, JsonElement Report)> AskAsync(string url)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(new Uri(url + "/health/ui"), TestContext.Current.CancellationToken);
        var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        return (answer.StatusCode, JsonSerializer.Deserialize<JsonElement>(text));
    }
}
