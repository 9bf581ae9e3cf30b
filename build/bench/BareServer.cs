using System.Text.Json;
using ModelContextProtocol.AspNetCore;

namespace FinancialMcp.Bench;

/// <summary>
/// The baseline: an SDK server that makes the same call at the bank and nothing else; no token is checked, nothing is
/// recorded. It also runs the loop that only commits, so that this has the servers' core to itself as well.
/// Prints one line of JSON, event <c>bare_ready</c>, and serves until it is told to stop.
/// </summary>
internal static class BareServer
{
    public const string Ready = "bare_ready";
    public const string BankToken = "BENCH_BANK_TOKEN";
    public const string AccountUrl = "BENCH_ACCOUNT_URL";
    public const string TransactionUrl = "BENCH_TRANSACTION_URL";

    /// <summary>The setting that holds where the loop commits, on a kind of database.</summary>
    public static string LoopAddress(string kind) => $"BENCH_LOOP_{kind}";

    public static async Task RunAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(_ => new BareBank(
            new Uri(Setting(AccountUrl)),
            new Uri(Setting(TransactionUrl)),
            Setting(BankToken)
        ));
        builder
            .Services.AddMcpServer()
            .WithHttpTransport(options => options.SessionMode = HttpServerSessionMode.Stateless)
            .WithTools<BareTools>(
                new JsonSerializerOptions(JsonSerializerOptions.Web)
                {
                    PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
                }
            );
        await using var app = builder.Build();
        app.MapMcp("/mcp");
        app.MapPost(
            "/two-commits/{kind}",
            (string kind, int milliseconds) =>
                TwoCommits.RunAsync(kind, Setting(LoopAddress(kind)), TimeSpan.FromMilliseconds(milliseconds))
        );
        await app.StartAsync(cancellationToken);
        Console.WriteLine(JsonSerializer.Serialize(new { @event = Ready, url = app.Urls.First() }));
        await app.WaitForShutdownAsync(cancellationToken);
    }

    private static string Setting(string name) =>
        Environment.GetEnvironmentVariable(name) ?? throw new InvalidOperationException($"{name} is not set.");
}
