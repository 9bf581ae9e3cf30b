using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using FinancialMcp.Sandbox.Tests.Harness;
using FinancialMcp.Testing;

namespace FinancialMcp.Sandbox.Tests.Crash;

/// <summary>The real process, killed with SIGKILL in the middle of load, and its ledger file afterwards.</summary>
public sealed class CrashTests
{
    private const int Rounds = 6;
    private const int Agents = 8;

    [Theory]
    [InlineData("v1")]
    [InlineData("v2")]
    public async Task What_was_answered_201_is_in_the_ledger_after_sigkill_and_the_ledger_is_sound(string contract)
    {
        using var folder = new TemporaryFolder();
        var ledger = Path.Combine(folder.Path, "ledger.db");
        var answered = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var cut = 0;

        for (var round = 0; round < Rounds; round++)
        {
            await using var bank = await BankUnderTest.StartAsync(contract, folder.Path);
            var target = answered.Count + 150 + 90 * round;
            var agents = Enumerable.Range(0, Agents).Select(a => AgentAsync(bank, $"{round}-{a}", answered)).ToList();
            await Eventually.TrueAsync(
                () => answered.Count >= target,
                TimeSpan.FromSeconds(30),
                $"{target} calls are answered"
            );
            await bank.Process.KillAsync();
            cut += (await Task.WhenAll(agents)).Count(unanswered => unanswered);

            LedgerFacts.AssertSound(ledger);
            var completed = LedgerFacts.CompletedByKey(ledger);
            Assert.All(answered, a => Assert.Equal(a.Value, completed.GetValueOrDefault(a.Key)));
        }

        // The kills did interrupt calls, or the test would show nothing.
        Assert.True(cut >= Rounds, $"only {cut} calls were cut off");
        await AssertKeysStillAnswerAsync(contract, folder.Path, answered);
    }

    // Transfers one after the other until the connection breaks; true when a call had no answer.
    private static async Task<bool> AgentAsync(
        BankUnderTest bank,
        string name,
        ConcurrentDictionary<string, string> answered
    )
    {
        var client = bank.Client("olivia", "ROLE_ADMIN");
        for (var i = 0; ; i++)
        {
            var key = $"{name}-{i.ToString(CultureInfo.InvariantCulture)}";
            try
            {
                var reply = (await client.TransferAsync(1001 + i % 6, 1001 + (i + 1) % 6, "0.01", key)).Expect(201);
                answered[key] = reply.Text("transactionId")!;
            }
            catch (HttpRequestException)
            {
                return true;
            }
        }
    }

    private static async Task AssertKeysStillAnswerAsync(
        string contract,
        string data,
        ConcurrentDictionary<string, string> answered
    )
    {
        await using var bank = await BankUnderTest.StartAsync(contract, data);
        var client = bank.Client("olivia", "ROLE_ADMIN");
        foreach (var (key, id) in answered.Where((_, i) => i % 50 == 0))
        {
            var i = int.Parse(key.Split('-')[^1], CultureInfo.InvariantCulture);
            var replay = (await client.TransferAsync(1001 + i % 6, 1001 + (i + 1) % 6, "0.01", key)).Expect(201);
            Assert.Equal(id, replay.Text("transactionId"));
        }
        Assert.Equal(0, await bank.Process.StopAsync());
    }

    /// <summary>The executable with a ledger that outlives it.</summary>
    private sealed class BankUnderTest(ManagedProcess process, JsonElement ready) : IAsyncDisposable
    {
        private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });

        public ManagedProcess Process => process;

        public static async Task<BankUnderTest> StartAsync(string contract, string data)
        {
            var (process, ready) = await ManagedProcess.StartAsync(
                BuildOutput.Sandbox,
                [
                    "--contract",
                    contract,
                    "--limits",
                    "none",
                    "--data",
                    data,
                    "--account-port",
                    "0",
                    "--transaction-port",
                    "0",
                ],
                new Dictionary<string, string>(StringComparer.Ordinal) { ["JWT_SECRET"] = TestTokens.Secret },
                "sandbox_ready"
            );
            return new BankUnderTest(process, ready);
        }

        public BankClient Client(string subject, string role) =>
            new(
                http,
                new Uri(ready.GetProperty("account_url").GetString()!),
                new Uri(ready.GetProperty("transaction_url").GetString()!),
                TestTokens.For(TimeProvider.System, subject, role)
            );

        public async ValueTask DisposeAsync()
        {
            http.Dispose();
            await process.DisposeAsync();
        }
    }
}
