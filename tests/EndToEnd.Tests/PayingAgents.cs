using System.Collections.Concurrent;
using System.Text.Json;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Testing;
using ModelContextProtocol;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>What an agent knows of one payment.</summary>
/// <param name="BackendKey">Under which the bank would know it.</param>
/// <param name="Status">The last answer: a receipt's status, an error's code, or "unanswered".</param>
/// <param name="TransactionId">The bank's, if the answer named one.</param>
internal sealed record Told(string BackendKey, string Status, string? TransactionId);

/// <summary>Agents that pay in a loop, each through its own real client, and repeat what was not answered under the same key.</summary>
internal sealed class PayingAgents : IDisposable
{
    private static readonly string[] Unfinished =
    [
        "unanswered",
        "OPERATION_IN_PROGRESS",
        "in_progress",
        "in_doubt",
        "awaiting_bank",
    ];
    private readonly World world;
    private readonly string[] accounts;
    private readonly ConcurrentDictionary<string, Told> told = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stop = new();
    private Task[] loops = [];
    private int finished;

    private PayingAgents(World world, string[] accounts)
    {
        this.world = world;
        this.accounts = accounts;
    }

    public static async Task<PayingAgents> StartAsync(World world, int count)
    {
        var opened = new List<string>();
        for (var agent = 0; agent < count; agent++)
        {
            await world.Bank.RegisterAsync(Name(agent));
            var account = await world.Bank.AskAsync(
                "olivia",
                "ROLE_ADMIN",
                HttpMethod.Post,
                world.Bank.AccountUrl + "/api/accounts",
                new
                {
                    accountType = "CHECKING",
                    ownerId = Name(agent),
                    balance = 1_000_000,
                }
            );
            opened.Add(account.GetProperty("id").GetRawText());
        }

        var agents = new PayingAgents(world, [.. opened]);
        agents.loops = [.. Enumerable.Range(0, count).Select(agent => Task.Run(() => agents.PayAsync(agent)))];
        return agents;
    }

    /// <summary>Waits until that many more payments came to an end. Throws when that takes more than a minute.</summary>
    public async Task WaitForMoreAsync(int payments)
    {
        var goal = Volatile.Read(ref finished) + payments;
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (Volatile.Read(ref finished) < goal)
        {
            if (loops.FirstOrDefault(loop => loop.IsFaulted) is { } broken)
            {
                await broken;
            }

            await timer.WaitForNextTickAsync(patience.Token);
        }
    }

    /// <summary>Ends the load, asks once more about every payment that had no final answer, and returns what is known of each.</summary>
    public async Task<IReadOnlyCollection<Told>> FinishAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(loops);
        foreach (var (key, known) in told.Where(pair => Unfinished.Contains(pair.Value.Status, StringComparer.Ordinal)))
        {
            var agent = int.Parse(key.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);
            await using var client = await ConnectAsync(agent);
            told[key] = await CallAsync(client, agent, key, known.BackendKey);
        }

        return [.. told.Values];
    }

    public void Dispose() => stop.Dispose();

    private static string Name(int agent) => $"agent{agent}";

    private Task<McpClient> ConnectAsync(int agent) =>
        Agents.ConnectAsync(world.Server.McpUrl, Tokens.ForAgent(Name(agent), "ROLE_USER"));

    private async Task PayAsync(int agent)
    {
        McpClient? client = null;
        for (var payment = 0; !stop.IsCancellationRequested; payment++)
        {
            var key = $"kill-{agent}-payment-{payment:000000}";
            var principal = new Principal(Tokens.Issuer, Name(agent), ActingParty: null);
            var backendKey = BackendKey.For(principal, IdempotencyKey.Parse(key));
            var answer = told[key] = new Told(backendKey, "unanswered", null);
            while (answer.Status == "unanswered" && !stop.IsCancellationRequested)
            {
                try
                {
                    client ??= await ConnectAsync(agent);
                    answer = told[key] = await CallAsync(client, agent, key, backendKey);
                }
                catch (Exception gone)
                    when (gone
                            is HttpRequestException
                                or IOException
                                or McpException
                                or OperationCanceledException
                                or TimeoutException
                    )
                {
                    client = null;
                }
            }

            Interlocked.Increment(ref finished);
        }
    }

    private async Task<Told> CallAsync(McpClient client, int agent, string key, string backendKey)
    {
        var result = await client.CallToolAsync(
            "transfer_funds",
            new Dictionary<string, object?>(StringComparer.Ordinal)
            {
                ["from_account_id"] = accounts[agent],
                ["to_account_id"] = accounts[(agent + 1) % accounts.Length],
                ["amount"] = "1.00",
                ["idempotency_key"] = key,
            }
        );
        if (result.IsError is true)
        {
            var error = JsonSerializer
                .Deserialize<JsonElement>(((TextContentBlock)result.Content[0]).Text)
                .GetProperty("error");
            return new Told(backendKey, error.GetProperty("code").GetString()!, null);
        }

        var receipt = result.StructuredContent!.Value;
        var transaction = receipt.GetProperty("transaction");
        return new Told(
            backendKey,
            receipt.GetProperty("status").GetString()!,
            transaction.ValueKind == JsonValueKind.Object ? transaction.GetProperty("transaction_id").GetString() : null
        );
    }
}
