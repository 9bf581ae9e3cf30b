using System.Text.Json;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Scripts;

/// <summary>build/health-check.sh against servers that are well, degraded, unhealthy, failing, and gone.</summary>
public sealed class HealthCheckScriptTests : IDisposable
{
    private const string Name = "health-check.sh";
    private const string NoServer = "http://127.0.0.1:9";

    private static readonly string[] Modes = ["basic", "deps", "perf", "full"];

    private static readonly string[] Performance =
    [
        "health_time",
        "error_rate",
        "average_duration",
        "memory",
        "circuit_breakers",
        "operations_in_doubt",
        "operations_need_operator",
    ];

    private static readonly string[] Dependencies =
    [
        "database",
        "audit",
        "account_service",
        "transaction_service",
        "redis",
    ];

    private readonly TemporaryFolder folder = new();

    private string Report => Path.Combine(folder.Path, "report.json");

    public HealthCheckScriptTests() => Script.Require("curl");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Every_mode_tells_a_server_that_is_well_one_that_is_degraded_and_one_that_is_gone()
    {
        await using var world = await World.StartAsync("v1", "sqlite");
        var (url, metrics) = (world.Server.McpUrl, world.Server.MetricsUrl!);
        await using (var alice = await Agents.ConnectAsync(url, Tokens.ForAgent("alice", "ROLE_USER")))
        {
            await alice.CallToolAsync("list_accounts", cancellationToken: TestContext.Current.CancellationToken);
        }

        foreach (var mode in Modes)
        {
            var report = await CheckAsync(0, mode, url, metrics);
            Assert.Equal(mode, report.GetProperty("mode").GetString());
            Assert.Equal("development", report.GetProperty("environment").GetString());
            Assert.True(report.GetProperty("healthy").GetBoolean());
            var checks = ChecksOf(report);
            Assert.All(checks, check => Assert.Equal("ok", check.Value));
            Assert.Equal(NamesOf(mode).Order(StringComparer.Ordinal), checks.Keys.Order(StringComparer.Ordinal));
        }

        await world.Bank.KillAsync();
        await Eventually.TrueAsync(
            async () => ChecksOf(await CheckAsync(0, "deps", url, metrics))["account_service"] == "warn",
            TimeSpan.FromSeconds(30),
            "the script calls the account service degraded"
        );
        Assert.Equal("warn", ChecksOf(await CheckAsync(0, "basic", url, metrics))["health"]);
        Assert.True((await CheckAsync(0, "full", url, metrics)).GetProperty("healthy").GetBoolean());

        await world.Server.Process.KillAsync();
        foreach (var mode in Modes)
        {
            var report = await CheckAsync(1, mode, url, metrics);
            Assert.False(report.GetProperty("healthy").GetBoolean());
            Assert.Equal("fail", ChecksOf(report)["live"]);
        }
    }

    [Fact]
    public async Task A_dependency_that_is_unhealthy_fails_and_what_to_do_next_is_said()
    {
        await using var server = new RawHttpServer(request =>
            request.Target switch
            {
                "/live" => RawReply.Json(200, """{"status":"alive"}"""),
                "/ready" => RawReply.Json(503, """{"status":"not_ready","checks":{"database":"unhealthy"}}"""),
                _ => RawReply.Json(
                    503,
                    """{"status":"unhealthy","version":"1","environment":"staging","checks":{"database":"unhealthy","redis":"not_configured"}}"""
                ),
            }
        );
        var url = server.Url.GetLeftPart(UriPartial.Authority);
        var basic = ChecksOf(await CheckAsync(1, "basic", url, NoServer));
        Assert.Equal("fail", basic["ready"]);
        Assert.Equal("fail", basic["health"]);
        var dependencies = ChecksOf(await CheckAsync(1, "deps", url, NoServer));
        Assert.Equal("fail", dependencies["database"]);
        Assert.Equal("ok", dependencies["redis"]);
        var (_, output) = await Script.RunAsync(Name, "deps", "--url", url);
        Assert.Contains("FAIL database: unhealthy\n     next: ", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(95, 4, 1, 100.0, 79, "")]
    [InlineData(94, 5, 1, 100.0, 79, "error_rate")]
    [InlineData(100, 0, 0, 201.0, 79, "average_duration")]
    [InlineData(100, 0, 0, 200.0, 81, "memory")]
    public async Task What_is_beyond_a_limit_of_the_alerts_fails(
        int succeeded,
        int failed,
        int inDoubt,
        double seconds,
        int memory,
        string beyond
    )
    {
        // Refusals are the callers' own: they count as calls, and not as failures.
        var text = FormattableString.Invariant(
            $$"""
            # TYPE mcp_requests_total counter
            mcp_requests_total{status="success",tool="list_accounts"} {{succeeded - 20}}
            mcp_requests_total{status="refused",tool="list_accounts"} 20
            mcp_requests_total{status="error",tool="list_accounts"} {{failed}}
            mcp_requests_total{status="in_doubt",tool="transfer_funds"} {{inDoubt}}
            mcp_request_duration_seconds_sum{tool="list_accounts"} {{seconds}}
            mcp_request_duration_seconds_count{tool="list_accounts"} 100
            circuit_breaker_state{service="account-service"} 1
            process_memory_usage_bytes{} {{memory}}000000
            process_memory_limit_bytes{} 100000000
            operations_in_doubt{} 2

            """
        );
        await using var server = new RawHttpServer(request =>
            request.Target == "/metrics"
                ? RawReply.Typed(200, "text/plain", text)
                : RawReply.Json(200, """{"status":"healthy","checks":{}}""")
        );
        var url = server.Url.GetLeftPart(UriPartial.Authority);
        var checks = ChecksOf(await CheckAsync(beyond.Length == 0 ? 0 : 1, "perf", url, url));
        var fails = checks.Where(check => check.Value == "fail").Select(check => check.Key);
        Assert.Equal(beyond.Length == 0 ? [] : [beyond], fails);
        Assert.Equal("warn", checks["circuit_breakers"]);
        Assert.Equal("warn", checks["operations_in_doubt"]);
    }

    [Theory]
    [InlineData("all")]
    [InlineData("basic", "--url")]
    [InlineData("basic", "--url", "not-a-url")]
    [InlineData("perf", "--over", "soon")]
    [InlineData("--loud", "yes")]
    public async Task Wrong_usage_is_told_and_exits_with_2(params string[] arguments)
    {
        var (code, output) = await Script.RunAsync(Name, arguments);
        Assert.Equal(2, code);
        Assert.StartsWith("Usage: ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_report_alone_is_printed_when_it_is_asked_for()
    {
        var (code, output) = await Script.RunAsync(Name, "--url", NoServer, "--json", "-");
        Assert.Equal(1, code);
        Assert.Equal(NoServer, JsonSerializer.Deserialize<JsonElement>(output).GetProperty("url").GetString());
    }

    private async Task<JsonElement> CheckAsync(int expected, string mode, string url, string metrics)
    {
        string[] arguments = [mode, "--url", url, "--metrics-url", metrics, "--json", Report];
        var (code, output) = await Script.RunAsync(Name, arguments);
        Assert.True(code == expected, output);
        return await Script.ReadJsonAsync(Report);
    }

    private static Dictionary<string, string> ChecksOf(JsonElement report) =>
        report
            .GetProperty("checks")
            .EnumerateArray()
            .ToDictionary(
                check => check.GetProperty("name").GetString()!,
                check => check.GetProperty("status").GetString()!,
                StringComparer.Ordinal
            );

    private static IEnumerable<string> NamesOf(string mode) =>
        mode switch
        {
            "basic" => ["live", "ready", "health"],
            "deps" => ["live", .. Dependencies],
            "perf" => ["live", .. Performance],
            _ => ["live", "ready", "health", .. Dependencies, .. Performance],
        };
}
