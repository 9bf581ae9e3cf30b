using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
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
/// <param name="IsToRepeat">The answer asked to repeat the call with the same key, or there was none.</param>
internal sealed record Told(string BackendKey, string Status, string? TransactionId, bool IsToRepeat = false);

/// <summary>
/// Agents that pay in a loop, each through its own real client, and repeat under the same key what was not answered and
/// what they are told to repeat so.
/// </summary>
internal sealed class PayingAgents : IDisposable
{
    private const string InProgress = "OPERATION_IN_PROGRESS";

    private static readonly string[] Unfinished =
    [
        InProgress,
        "in_progress",
        "in_doubt",
        "awaiting_bank",
        "needs_operator",
    ];

    /// <summary>An agent that was refused, or lost its server, waits so long before it tries again.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Func<string> serverUrl;
    private readonly IReadOnlyList<string> accounts;
    private readonly ConcurrentDictionary<string, Told> told = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource stop = new();
    private Task[] loops = [];
    private int finished;

    private PayingAgents(Func<string> serverUrl, IReadOnlyList<string> accounts)
    {
        this.serverUrl = serverUrl;
        this.accounts = accounts;
    }

    /// <summary>One account with money for each agent, opened at the bank itself.</summary>
    public static async Task<IReadOnlyList<string>> OpenAccountsAsync(BankProcess bank, int count)
    {
        var opened = new List<string>();
        for (var agent = 0; agent < count; agent++)
        {
            await bank.RegisterAsync(Name(agent));
            var account = await bank.AskAsync(
                "olivia",
                "ROLE_ADMIN",
                HttpMethod.Post,
                bank.AccountUrl + "/api/accounts",
                new
                {
                    accountType = "CHECKING",
                    ownerId = Name(agent),
                    balance = 1_000_000,
                }
            );
            opened.Add(account.GetProperty("id").GetRawText());
        }

        return opened;
    }

    /// <summary>One agent per account starts to pay; the URL is asked for at each connection.</summary>
    public static PayingAgents Start(Func<string> serverUrl, IReadOnlyList<string> accounts)
    {
        var agents = new PayingAgents(serverUrl, accounts);
        agents.loops = [.. accounts.Select((_, agent) => Task.Run(() => agents.PayAsync(agent)))];
        return agents;
    }

    /// <summary>Waits until that many more payments came to an end. Throws when that takes more than a minute.</summary>
    public async Task WaitForMoreAsync(int payments)
    {
        var goal = Volatile.Read(ref finished) + payments;
        using var patience = new CancellationTokenSource(Patience);
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

    /// <summary>
    /// Ends the load, asks again about every payment that has no final answer until it has one or the time is over, and
    /// returns what is known of each. Throws when the servers do not come to answer again.
    /// </summary>
    public async Task<IReadOnlyCollection<Told>> FinishAsync(TimeSpan within)
    {
        await stop.CancelAsync();
        await Task.WhenAll(loops);
        var clock = Stopwatch.StartNew();
        using var timer = new PeriodicTimer(Pause);
        for (var open = Open(); open.Count > 0 && clock.Elapsed < within; open = Open())
        {
            foreach (var agent in open.GroupBy(AgentOf))
            {
                await AskAgainAsync(agent.Key, [.. agent]);
            }

            await timer.WaitForNextTickAsync();
        }

        return [.. told.Values];
    }

    public void Dispose() => stop.Dispose();

    private List<string> Open() => [.. told.Where(pair => IsUnfinished(pair.Value)).Select(pair => pair.Key)];

    private static int AgentOf(string key) =>
        int.Parse(key.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);

    private async Task AskAgainAsync(int agent, IReadOnlyList<string> keys)
    {
        await using var client = await ConnectAsync(agent);
        foreach (var key in keys)
        {
            told[key] = await CallAsync(client, agent, key, told[key].BackendKey);
        }
    }

    private static bool IsUnfinished(Told answer) =>
        answer.IsToRepeat || Unfinished.Contains(answer.Status, StringComparer.Ordinal);

    /// <summary>The agents' names, at the bank and in their tokens.</summary>
    public static string Name(int agent) => $"agent{agent}";

    private Task<McpClient> ConnectAsync(int agent) =>
        Agents.ConnectAsync(serverUrl(), Tokens.ForAgent(Name(agent), "ROLE_USER"));

    private async Task PayAsync(int agent)
    {
        McpClient? client = null;
        for (var payment = 0; !stop.IsCancellationRequested; payment++)
        {
            var key = $"kill-{agent}-payment-{payment:000000}";
            var principal = new Principal(Tokens.Issuer, Name(agent), ActingParty: null);
            var backendKey = BackendKey.For(principal, IdempotencyKey.Parse(key));
            var answer = told[key] = new Told(backendKey, "unanswered", null, IsToRepeat: true);
            while (answer.IsToRepeat && !stop.IsCancellationRequested)
            {
                try
                {
                    client ??= await ConnectAsync(agent);
                    answer = told[key] = await CallAsync(client, agent, key, backendKey);
                }
                catch (Exception gone)
                    when (gone
                            is HttpRequestException
                                or SocketException
                                or IOException
                                or McpException
                                or OperationCanceledException
                                or TimeoutException
                    )
                {
                    client = null;
                }

                if (client is null || answer.Status != "succeeded")
                {
                    await TimerTick.AfterAsync(Pause, CancellationToken.None);
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
                ["to_account_id"] = accounts[(agent + 1) % accounts.Count],
                ["amount"] = "1.00",
                ["idempotency_key"] = key,
            }
        );
        if (result.IsError is true)
        {
            var error = JsonSerializer
                .Deserialize<JsonElement>(((TextContentBlock)result.Content[0]).Text)
                .GetProperty("error");
            var code = error.GetProperty("code").GetString()!;
            var isToRepeat = code != InProgress && error.GetProperty("retry").GetString() is "same_key" or "later";
            return new Told(backendKey, code, null, isToRepeat);
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
