using System.Net.Http.Json;
using System.Text.Json;
using FinancialMcp.Mcp.Tests.Configuration;
using FinancialMcp.Testing;

namespace FinancialMcp.Mcp.Tests.Commands;

public sealed class ServeCommandTests
{
    [Fact]
    public async Task Serves_until_it_is_told_to_stop_and_logs_nothing_but_lines_of_json_here_and_in_the_file()
    {
        using var data = new TemporaryFolder();
        var file = Path.Combine(data.Path, "logs", "mcp-server.log");
        await using var server = await ServerProcess.StartAsync(Settings(data, ("LOG_FILE", file)));
        using var http = new HttpClient();
        var live = await http.GetFromJsonAsync<JsonElement>(
            new Uri(server.McpUrl + "/live"),
            TestContext.Current.CancellationToken
        );
        Assert.Equal("alive", live.GetProperty("status").GetString());

        Assert.Equal(0, await server.Process.StopAsync());
        var printed = server.Process.Output.Split('\n').Select(Event).ToList();
        Assert.Contains("listening", printed);
        Assert.Contains("stopping", printed);

        // Two that are written at one moment may stand in either order.
        var written = await File.ReadAllLinesAsync(file, TestContext.Current.CancellationToken);
        Assert.Equal(printed.Order(StringComparer.Ordinal), written.Select(Event).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_configuration_that_is_not_valid_stops_the_start_and_every_problem_is_named()
    {
        var (exit, output, errors) = await CommandLine.RunAsync(
            ConfigurationText.Development(("JWT_SECRET", "short"), ("HOST", "0.0.0.0")),
            "serve"
        );

        Assert.Equal((1, ""), (exit, output));
        Assert.Contains("error: JWT_SECRET: has 5 bytes; 32 are the least.", errors, StringComparison.Ordinal);
        Assert.Contains("error: HOST: reaches beyond this machine in development.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_server_on_one_embedded_database_is_refused_with_an_exit_code_of_its_own()
    {
        using var data = new TemporaryFolder();
        var settings = Settings(data);
        await using var server = await ServerProcess.StartAsync(settings);
        var (exit, output, _) = await CommandLine.RunAsync(settings, "serve");

        Assert.Equal(75, exit);
        Assert.Equal("server_failed", Event(output.Trim().Split('\n')[^1]));
        var (migration, _, errors) = await CommandLine.RunAsync(settings, "migrate");
        Assert.Equal(75, migration);
        Assert.StartsWith("error: Another process uses the embedded database", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_and_ends_the_start()
    {
        using var data = new TemporaryFolder();
        using var other = new TemporaryFolder();
        await using var server = await ServerProcess.StartAsync(Settings(data));
        var taken = new Uri(server.McpUrl).Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var (exit, output, _) = await CommandLine.RunAsync(Settings(other, ("PORT", taken)), "serve");

        Assert.Equal(1, exit);
        Assert.Contains("address already in use", output.Trim().Split('\n')[^1], StringComparison.Ordinal);
    }

    private static string? Event(string line) =>
        JsonSerializer.Deserialize<JsonElement>(line).GetProperty("event").GetString();

    private static Dictionary<string, string> Settings(TemporaryFolder data, params (string, string?)[] changes) =>
        ConfigurationText.Development([
            ("PORT", "0"),
            ("ADMIN_PORT", "0"),
            ("METRICS_PORT", "0"),
            ("DATA_DIR", data.Path),
            ("ACCOUNT_SERVICE_URL", "http://127.0.0.1:9"),
            ("TRANSACTION_SERVICE_URL", "http://127.0.0.1:9"),
            ("LOG_LEVEL", "INFO"),
            .. changes,
        ]);
}
