using FinancialMcp.Testing;
using ModelContextProtocol.Client;

namespace FinancialMcp.EndToEnd.Tests.Monitoring;

/// <summary>A running server under a real Prometheus: what the dashboards and the alerts ask for is there.</summary>
public sealed class DashboardTests
{
    private const string AdminHost = "admin.bank.test";

    private const string Rules = """
        [
          { "name": "all", "twin_window_seconds": 0, "day": { "amount": "50.00" } },
          { "name": "held", "match": { "counterparty": "1006" }, "twin_window_seconds": 0, "approvals": [ { "from": "0", "needed": 1 } ] }
        ]
        """;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private int keys;

    [Fact]
    public async Task Every_query_of_every_dashboard_has_data_and_every_alert_is_evaluated()
    {
        Tool.Require("prometheus", "prometheus");
        using var folder = new TemporaryFolder();
        using var certificate = new TestCertificate(AdminHost);
        var more = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["POLICY_FILE"] = TestPolicy.WriteTo(folder.Path, Rules),
            ["ADMIN_URL"] = "https://" + AdminHost,
            ["TLS_CERT_PATH"] = certificate.CertificateFile,
            ["TLS_KEY_PATH"] = certificate.KeyFile,
        };
        await using var world = await World.StartAsync("v1", "postgres", more);
        await using var prometheus = await PrometheusServer.StartAsync(new Uri(world.Server.MetricsUrl!).Authority);
        await world.RunAsync("audit", "verify");

        await using var alice = await Agents.ConnectAsync(world.Server.McpUrl, Tokens.ForAgent("alice", "ROLE_USER"));
        await UseAsync(alice);
        await world.Bank.KillAsync();
        var queries = MonitoringFiles.Queries();
        Assert.True(queries.Count > 40, $"{queries.Count} queries");
        await AllHaveDataAsync(prometheus, world.Server.McpUrl, alice, queries);
        await Eventually.TrueAsync(
            async () => (await prometheus.RulesAsync()).Values.All(health => health == "ok"),
            Patience,
            "every alert was evaluated"
        );
        Assert.Equal(MonitoringFiles.Alerts.Order(), (await prometheus.RulesAsync()).Keys.Order());
    }

    private static async Task AllHaveDataAsync(
        PrometheusServer prometheus,
        string url,
        McpClient alice,
        IReadOnlyList<(string Panel, string Query)> queries
    )
    {
        var without = queries;
        try
        {
            await Eventually.TrueAsync(
                async () =>
                {
                    // Calls that fail, for their share of all, and a connection that ends, for the mean of those that did.
                    await CallAsync(alice, "list_accounts");
                    await RefusedTokenAsync(url);
                    without = await WithoutDataAsync(prometheus, without);
                    return without.Count == 0;
                },
                Patience,
                "every query has data"
            );
        }
        catch (TimeoutException)
        {
            Assert.Empty(without);
        }
    }

    private static async Task<IReadOnlyList<(string Panel, string Query)>> WithoutDataAsync(
        PrometheusServer prometheus,
        IReadOnlyList<(string Panel, string Query)> queries
    )
    {
        var without = new List<(string Panel, string Query)>();
        foreach (var query in queries)
        {
            if ((await prometheus.QueryAsync(query.Query)).Count == 0)
            {
                without.Add(query);
            }
        }

        return without;
    }

    /// <summary>One call of each kind of end: done, held, refused by the bank, refused by a limit.</summary>
    private async Task UseAsync(McpClient alice)
    {
        await CallAsync(alice, "list_accounts");
        await CallAsync(alice, "get_account", ("account_id", "no-such-account"));
        await PayAsync(alice, "1003", "12.50");
        await PayAsync(alice, TestPolicy.HeldCounterparty, "1.00");
        await PayAsync(alice, "1003", "40.00");
    }

    private Task PayAsync(McpClient agent, string to, string amount) =>
        CallAsync(
            agent,
            "transfer_funds",
            ("from_account_id", "1001"),
            ("to_account_id", to),
            ("amount", amount),
            ("idempotency_key", $"dashboards-000000{++keys}")
        );

    private static async Task CallAsync(
        McpClient agent,
        string tool,
        params (string Name, object? Value)[] arguments
    ) =>
        await agent.CallToolAsync(
            tool,
            arguments.ToDictionary(it => it.Name, it => it.Value, StringComparer.Ordinal),
            cancellationToken: TestContext.Current.CancellationToken
        );

    private static async Task RefusedTokenAsync(string url)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Authorization", "Bearer no-token");
        using var body = new StringContent("{}");
        using var answer = await http.PostAsync(new Uri(url + "/mcp"), body, TestContext.Current.CancellationToken);
        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, answer.StatusCode);
    }
}
