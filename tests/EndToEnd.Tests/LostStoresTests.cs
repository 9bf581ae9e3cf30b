using System.Diagnostics;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>
/// What two servers share is killed and started again while agents pay and read through both: Redis, which nobody may notice, and
/// PostgreSQL, without which nothing is answered and after which everything goes on by itself.
/// </summary>
[Collection<FleetAlone>]
public sealed class LostStoresTests(ITestOutputHelper output)
{
    private const int Agents = 3;
    private const int Warm = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Redis_and_then_PostgreSQL_are_lost_and_come_back_under_load()
    {
        Assert.SkipUnless(PostgresServer.IsInstalled, "PostgreSQL is not installed.");
        Assert.SkipUnless(RedisServer.IsInstalled, "Redis is not installed.");
        await using var redis = await RedisServer.StartAsync();
        await using var fleet = await Fleet.StartAsync(
            new FleetPlan
            {
                BankOptions = ["--limits", "none", "--seed", "demo"],
                Settings = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["REDIS_URL"] = redis.Url,
                    ["RATE_LIMIT_ENABLED"] = "true",
                    ["RATE_LIMIT_REQUESTS"] = "10000",
                    ["RATE_LIMIT_WINDOW"] = "1",
                },
                Prepare = (_, _) => Task.CompletedTask,
            }
        );
        var accounts = await PayingAgents.OpenAccountsAsync(fleet.Bank, Agents);
        using var agents = PayingAgents.Start(() => fleet.Url, accounts);
        await using var reader = Reader.Start(fleet);
        await agents.WaitForMoreAsync(Warm);
        Assert.Equal("healthy", await RedisOf(fleet));

        await redis.KillAsync();
        await agents.WaitForMoreAsync(Warm);
        await Eventually.TrueAsync(async () => await RedisOf(fleet) == "degraded", Patience, "health tells of Redis");
        var away = reader.Take();
        await redis.RestartAsync();
        await Eventually.TrueAsync(async () => await RedisOf(fleet) == "healthy", Patience, "Redis is found again");
        Figures.Print(output, $"Redis lost: {away.Answered} reads answered, {away.Failed} failed");
        Assert.Equal(0, away.Failed);
        Assert.True(away.Answered > 0);

        reader.Take();
        await fleet.Postgres!.KillAsync();
        await Eventually.TrueAsync(() => reader.Peek().Failed > 0, Patience, "reads fail without the database");
        var clock = Stopwatch.StartNew();
        await fleet.Postgres.RestartAsync();
        await fleet.ReadyAsync();
        await agents.WaitForMoreAsync(Warm);
        var back = clock.Elapsed;
        var lost = reader.Take();
        Figures.Print(
            output,
            $"PostgreSQL killed: {lost.Failed} reads failed, {lost.Answered} answered; {Warm} payments after {back.TotalSeconds:0.0} s, no server restarted"
        );

        var verdict = KillVerdict.Of(
            await agents.FinishAsync(Patience),
            await BankJournal.ReadAsync(fleet.Bank.DataFolder)
        );
        Figures.Print(output, $"{verdict}");
        Assert.Equal(
            (0, 0, 0, 0, 0),
            (verdict.Open, verdict.Duplicates, verdict.FalseSuccesses, verdict.FalseFailures, verdict.ForgottenKeys)
        );
        Assert.All(fleet.Replicas, replica => Assert.False(replica.Server.Process.HasExited));
    }

    private static async Task<string?> RedisOf(Fleet fleet)
    {
        using var http = new HttpClient();
        using var health = System.Text.Json.JsonDocument.Parse(
            await http.GetStringAsync(
                new Uri(fleet.Replicas[0].Server.McpUrl + "/health"),
                TestContext.Current.CancellationToken
            )
        );
        return health.RootElement.GetProperty("checks").GetProperty("redis").GetString();
    }

    /// <summary>Reads accounts without a pause through the balancer, and counts.</summary>
    private sealed class Reader : IAsyncDisposable
    {
        private readonly CancellationTokenSource stop = new();
        private readonly Fleet fleet;
        private readonly Lock gate = new();
        private (int Answered, int Failed) counts;
        private Task loop = Task.CompletedTask;

        private Reader(Fleet fleet) => this.fleet = fleet;

        public static Reader Start(Fleet fleet)
        {
            var reader = new Reader(fleet);
            reader.loop = Task.Run(reader.ReadAsync);
            return reader;
        }

        public (int Answered, int Failed) Peek()
        {
            lock (gate)
            {
                return counts;
            }
        }

        public (int Answered, int Failed) Take()
        {
            lock (gate)
            {
                var taken = counts;
                counts = (0, 0);
                return taken;
            }
        }

        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await loop;
            stop.Dispose();
        }

        private async Task ReadAsync()
        {
            var token = Tokens.ForAgent(PayingAgents.Name(0), "ROLE_USER");
            while (!stop.IsCancellationRequested)
            {
                var isAnswered = false;
                try
                {
                    await using var client = await Testing.Agents.ConnectAsync(fleet.Url, token);
                    var answer = await client.CallToolAsync("list_accounts");
                    isAnswered = answer.IsError is not true;
                }
                catch (Exception gone)
                    when (gone
                            is HttpRequestException
                                or IOException
                                or ModelContextProtocol.McpException
                                or TimeoutException
                                or OperationCanceledException
                    )
                {
                    // Counted as failed.
                    await TimerTick.AfterAsync(TimeSpan.FromMilliseconds(50), CancellationToken.None);
                }

                lock (gate)
                {
                    counts = isAnswered ? (counts.Answered + 1, counts.Failed) : (counts.Answered, counts.Failed + 1);
                }
            }
        }
    }
}
