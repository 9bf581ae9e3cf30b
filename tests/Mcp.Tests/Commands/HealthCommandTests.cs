using System.Globalization;
using FinancialMcp.Application.Monitoring;
using FinancialMcp.Mcp.Tests.Hosting;

namespace FinancialMcp.Mcp.Tests.Commands;

public sealed class HealthCommandTests
{
    private static readonly Dictionary<string, string> Nothing = [];

    [Theory]
    [InlineData(HealthState.Healthy, 0, "200 {\"status\":\"ready\"")]
    [InlineData(HealthState.Unhealthy, 1, "503 {\"status\":\"not_ready\"")]
    public async Task The_exit_code_says_whether_the_server_is_ready(HealthState database, int expected, string said)
    {
        await using var server = await RunningServer.StartAsync();
        server.Health.States["database"] = database;
        var (exit, output, _) = await CommandLine.RunAsync(Nothing, "health", server.McpUrl);

        Assert.Equal(expected, exit);
        Assert.StartsWith(said, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_URL_it_asks_where_the_settings_say_whatever_proxy_there_is_and_needs_no_secret()
    {
        await using var server = await RunningServer.StartAsync();
        var port = new Uri(server.McpUrl).Port.ToString(CultureInfo.InvariantCulture);
        var (exit, output, errors) = await CommandLine.RunAsync(
            new Dictionary<string, string> { ["PORT"] = port, ["http_proxy"] = "http://127.0.0.1:9" },
            "health"
        );

        Assert.Equal((0, ""), (exit, errors));
        Assert.StartsWith("200 ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("PORT", "0", "error: PORT: is 0. Name the server's URL.")]
    [InlineData("PORT", "many", "error: PORT: is \"many\".")]
    [InlineData("HOST", "nowhere", "error: HOST: is \"nowhere\".")]
    public async Task Settings_that_name_no_server_are_refused(string name, string value, string expected)
    {
        var (exit, output, errors) = await CommandLine.RunAsync(
            new Dictionary<string, string> { [name] = value },
            "health"
        );

        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith(expected, errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_not_healthy()
    {
        var (exit, output, errors) = await CommandLine.RunAsync(Nothing, "health", "http://127.0.0.1:9");

        Assert.Equal((1, ""), (exit, output));
        Assert.StartsWith("error: ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_listener_is_no_answer()
    {
        await using var server = await RunningServer.StartAsync();
        var (exit, output, _) = await CommandLine.RunAsync(Nothing, "health", server.MetricsUrl);

        Assert.Equal(1, exit);
        Assert.StartsWith("404 ", output, StringComparison.Ordinal);
    }
}
