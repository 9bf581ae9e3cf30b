using System.Net;
using FinancialMcp.Mcp.Hosting;

namespace FinancialMcp.Mcp.Tests.Hosting;

public sealed class ListenerTests
{
    private static readonly (Listener Listener, string Path)[] Endpoints =
    [
        (Listener.Mcp, "/mcp"),
        (Listener.Mcp, "/health"),
        (Listener.Mcp, "/ready"),
        (Listener.Mcp, "/live"),
        (Listener.Admin, "/"),
        (Listener.Admin, "/_framework/blazor.web.js"),
        (Listener.Admin, "/_content/FinancialMcp.Admin/admin.js"),
        (Listener.Admin, "/_content/MudBlazor/MudBlazor.min.css"),
        (Listener.Metrics, "/metrics"),
    ];

    [Fact]
    public async Task Each_endpoint_answers_on_its_own_listener_and_on_no_other()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var (owner, path) in Endpoints)
        {
            foreach (var listener in Enum.GetValues<Listener>())
            {
                var method = path == "/mcp" ? HttpMethod.Post : HttpMethod.Get;
                var status = await server.StatusOfAsync(method, server.UrlOf(listener) + path);
                Assert.True(listener == owner ^ IsNothing(status), $"{path} on {listener}: {status}");
            }
        }
    }

    [Fact]
    public async Task A_forged_host_header_opens_no_other_listener()
    {
        await using var server = await RunningServer.StartAsync(("ALLOWED_HOSTS", "*"));
        foreach (var (owner, path) in Endpoints)
        {
            var forged = new Uri(server.UrlOf(owner)!).Authority;
            foreach (var listener in Enum.GetValues<Listener>().Where(listener => listener != owner))
            {
                var method = path == "/mcp" ? HttpMethod.Post : HttpMethod.Get;
                var status = await server.StatusOfAsync(method, server.UrlOf(listener) + path, forged);
                Assert.True(IsNothing(status), $"{path} on {listener}: {status}");
            }
        }
    }

    [Fact]
    public async Task Only_allowed_hosts_are_answered_but_probes_by_address_always_are()
    {
        await using var server = await RunningServer.StartAsync(("ALLOWED_HOSTS", "mcp.bank.test"));

        Assert.Equal(HttpStatusCode.BadRequest, await server.StatusOfAsync(HttpMethod.Post, server.McpUrl + "/mcp"));
        Assert.NotEqual(
            HttpStatusCode.BadRequest,
            await server.StatusOfAsync(HttpMethod.Post, server.McpUrl + "/mcp", "mcp.bank.test")
        );
        foreach (var path in new[] { "/health", "/ready", "/live" })
        {
            Assert.Equal(
                HttpStatusCode.OK,
                await server.StatusOfAsync(HttpMethod.Get, server.McpUrl + path, "10.1.2.3:8082")
            );
        }
    }

    [Fact]
    public async Task The_admin_listener_answers_to_this_machines_names_only()
    {
        await using var server = await RunningServer.StartAsync(("ALLOWED_HOSTS", "*"));

        Assert.Equal(
            HttpStatusCode.OK,
            await server.StatusOfAsync(HttpMethod.Get, server.AdminUrl + "/sign-in", "localhost:8083")
        );
        Assert.Equal(
            HttpStatusCode.BadRequest,
            await server.StatusOfAsync(HttpMethod.Get, server.AdminUrl + "/sign-in", "rebound.attacker.test")
        );
    }

    [Fact]
    public async Task What_is_switched_off_is_not_there()
    {
        await using var server = await RunningServer.StartAsync(
            ("ADMIN_ENABLED", "false"),
            ("METRICS_ENABLED", "false"),
            ("HEALTH_CHECK_ENABLED", "false"),
            ("MCP_ENABLED", "false")
        );

        Assert.Null(server.UrlOf(Listener.Admin));
        Assert.Null(server.UrlOf(Listener.Metrics));
        foreach (var path in new[] { "/mcp", "/health", "/ready", "/live" })
        {
            Assert.Equal(HttpStatusCode.NotFound, await server.StatusOfAsync(HttpMethod.Get, server.McpUrl + path));
        }
    }

    [Fact]
    public async Task Answers_that_are_data_cannot_be_framed_sniffed_or_cached_and_name_no_server()
    {
        await using var server = await RunningServer.StartAsync();
        foreach (var url in new[] { server.McpUrl + "/live", server.McpUrl + "/none", server.MetricsUrl + "/metrics" })
        {
            using var answer = await server.AskAsync(HttpMethod.Get, url);
            var headers = answer
                .Headers.Concat(answer.Content.Headers)
                .ToDictionary(header => header.Key, header => string.Join(',', header.Value));

            Assert.Equal("nosniff", headers["X-Content-Type-Options"]);
            Assert.Equal("default-src 'none'; frame-ancestors 'none'", headers["Content-Security-Policy"]);
            Assert.Contains("no-store", headers["Cache-Control"], StringComparison.Ordinal);
            Assert.DoesNotContain("Server", headers.Keys);
            Assert.DoesNotContain("Strict-Transport-Security", headers.Keys);
        }
    }

    [Fact]
    public async Task Browsers_of_listed_origins_may_call_and_others_may_not()
    {
        await using var server = await RunningServer.StartAsync(
            ("CORS_ENABLED", "true"),
            ("CORS_ORIGINS", "https://app.bank.test")
        );

        Assert.Equal("https://app.bank.test", await AllowedOriginAsync(server, "https://app.bank.test"));
        Assert.Null(await AllowedOriginAsync(server, "https://evil.test"));
    }

    /// <summary>The pages' router answers a POST to no page with 405 instead of 404.</summary>
    private static bool IsNothing(HttpStatusCode status) =>
        status is HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed;

    private static async Task<string?> AllowedOriginAsync(RunningServer server, string origin)
    {
        using var request = new HttpRequestMessage(HttpMethod.Options, server.McpUrl + "/mcp");
        request.Headers.Add("Origin", origin);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization,content-type,mcp-protocol-version");
        using var answer = await server.Http.SendAsync(request);
        return answer.Headers.TryGetValues("Access-Control-Allow-Origin", out var values) ? values.Single() : null;
    }
}
