using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>A server whose every answer, line, metric, page and table is searched for planted secrets, its own among them.</summary>
internal sealed class WatchedServer : IAsyncDisposable
{
    private readonly Belongings belongings;
    private readonly Canaries canaries;
    private readonly TestDatabase database;
    private readonly ServerProcess server;
    private readonly ConcurrentQueue<string> printed = new();
    private readonly string folder;
    private readonly HttpClient http;
    private readonly string token;
    private readonly bool isPostgres;

    private WatchedServer(
        Belongings belongings,
        Canaries canaries,
        TestDatabase database,
        ServerProcess server,
        string folder,
        bool isPostgres
    )
    {
        this.belongings = belongings;
        this.canaries = canaries;
        this.database = database;
        this.server = server;
        this.folder = folder;
        this.isPostgres = isPostgres;
        http = belongings.Hold(new HttpClient());
        token = canaries.Token("a good token of the test's own", Tokens.ForAgent("alice", "ROLE_ADMIN"));
        server.Process.Printed = printed.Enqueue;
        printed.Enqueue(server.Process.Output);
    }

    public static async Task<WatchedServer> StartAsync(
        Canaries canaries,
        string kind,
        string accountUrl,
        string transactionUrl
    )
    {
        var started = new Belongings();
        try
        {
            var home = started.Hold(new TemporaryFolder());
            var store = await TestDatabase.CreateAsync(kind, home.Path);
            var settings = ServerProcess.Settings("v1", accountUrl, transactionUrl, store.Settings);
            settings["POLICY_FILE"] = TestPolicy.WriteTo(home.Path);
            settings["LOG_FILE"] = Path.Combine(home.Path, "server.log");
            settings["LOG_LEVEL"] = "DEBUG";
            settings["MAX_RETRIES"] = "1";
            settings["RETRY_DELAY"] = "10";
            settings["CIRCUIT_BREAKER_FAILURE_THRESHOLD"] = "20";
            settings["JWT_SECRET_PREVIOUS"] = RandomNumberGenerator.GetHexString(64);
            if (kind == "postgres")
            {
                settings["DB_PASSWORD"] = RandomNumberGenerator.GetHexString(32);
                await ManagedProcess.RunAsync(BuildOutput.Server, ["migrate"], settings);
            }

            foreach (var name in settings.Keys.Where(IsSecret))
            {
                canaries.Known(name, settings[name]);
            }

            var process = started.Keep(await ServerProcess.StartAsync(settings));
            return new WatchedServer(started, canaries, store, process, home.Path, kind == "postgres");
        }
        catch
        {
            await started.DisposeAsync();
            throw;
        }
    }

    public Task<long> CountAsync(string sql) => database.CountAsync(sql);

    /// <summary>Asks, and searches each answer. An answer may name an argument to who wrote it.</summary>
    public async Task AskAsync(IEnumerable<HostileCall> calls)
    {
        foreach (var call in calls)
        {
            var answer = await WireCaller.PostAsync(server.McpUrl, call.Body, call.Headers, call.Target);
            Assert.True(answer.Status < 500, $"{call.Place}: {answer.Head}\n{answer.Body}");
            canaries.Search($"the answer to {call.Place}", answer.Head + answer.Body, mayHoldArguments: true);
        }
    }

    /// <summary>Calls a tool with a good token; whatever comes back is searched.</summary>
    public Task CallAsync(string tool, string arguments) =>
        AskAsync([
            new HostileCall(
                tool,
                $$$"""{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}}}""",
                [("Authorization", "Bearer " + token)]
            ),
        ]);

    /// <summary>Asks for every other document, and for some there are not, with secrets in path and query.</summary>
    public async Task SearchOtherPathsAsync()
    {
        foreach (var url in (string[])[server.McpUrl, server.MetricsUrl!, server.AdminUrl!])
        {
            foreach (var path in (string[])["/", "/health", "/ready", "/live", "/metrics", "/mcp/", "/no/such/page"])
            {
                await SearchAsync(new Uri($"{url}{path}?token={canaries.New("query of " + path)}"));
            }

            await SearchAsync(new Uri($"{url}/{canaries.New("a path")}"));
            await SearchAsync(new Uri($"{url}/.well-known/oauth-protected-resource?x={canaries.New("a query")}"));
        }
    }

    /// <summary>What everybody can look at: figures, health, pages.</summary>
    public async Task SearchWhatIsShownAsync()
    {
        await SearchAsync(new Uri(server.MetricsUrl + "/metrics"));
        await SearchAsync(new Uri(server.McpUrl + "/health"));
        await SearchAsync(new Uri(server.AdminUrl + "/sign-in"));
        foreach (var tool in (string[])["get_metrics", "get_alerts", "get_monitoring_summary", "get_service_status"])
        {
            await CallAsync(tool, "{}");
        }
    }

    /// <summary>Ends the server, and searches its tables, files and log, whole by now.</summary>
    public async Task StopAndSearchAsync()
    {
        Assert.Equal(0, await server.Process.StopAsync());
        foreach (var line in printed)
        {
            canaries.Search("standard output", line);
        }

        Assert.True(printed.Count > 10, "The server printed nothing.");
        await LeftBehind.SearchTablesAsync(database, isPostgres, canaries);
        await LeftBehind.SearchFilesAsync(folder, canaries);
    }

    public ValueTask DisposeAsync() => belongings.DisposeAsync();

    /// <summary>The setting's name says it; what a database that trusts everybody is told is random here too.</summary>
    private static bool IsSecret(string setting) =>
        setting.Contains("SECRET", StringComparison.Ordinal) || setting == "DB_PASSWORD";

    private async Task SearchAsync(Uri url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.Authorization = new AuthenticationHeaderValue(
            "Bearer",
            canaries.New("Authorization of a page")
        );
        request.Headers.TryAddWithoutValidation("Cookie", "session=" + canaries.New("a cookie of a page"));
        using var answer = await http.SendAsync(request);
        canaries.Search(url.AbsolutePath, answer.Headers + await answer.Content.ReadAsStringAsync());
    }
}
