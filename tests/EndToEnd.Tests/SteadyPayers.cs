using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>One agent's endless payments through one replica, and what came of them.</summary>
internal sealed class Lane(int replica, int agent)
{
    private int paid;
    private int refused;
    private long firstRefusal;

    public int Replica { get; } = replica;

    public int Agent { get; } = agent;

    /// <summary>In minor units: by it the database tells through which replica a payment came.</summary>
    public int AmountMinor => 100 + Replica;

    public int Paid => Volatile.Read(ref paid);

    public int Refused => Volatile.Read(ref refused);

    /// <summary>When the first call was refused since <see cref="Forget"/>; null when none was.</summary>
    public TimeSpan? RefusedAfter(long timestamp) =>
        Volatile.Read(ref firstRefusal) is var first and not 0 ? Stopwatch.GetElapsedTime(timestamp, first) : null;

    public void Forget() => Volatile.Write(ref firstRefusal, 0);

    public void CountPaid() => Interlocked.Increment(ref paid);

    public void CountRefused()
    {
        Interlocked.CompareExchange(ref firstRefusal, Stopwatch.GetTimestamp(), 0);
        Interlocked.Increment(ref refused);
    }
}

/// <summary>
/// Agents in a ring, each of which pays without a pause through every replica of a fleet at once, whether it is refused
/// or not.
/// </summary>
internal sealed class SteadyPayers : IAsyncDisposable
{
    private static readonly string[] Refusals = ["EMERGENCY_STOP", "TOOL_DISABLED", "AUTHORIZATION_ERROR"];
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource stop = new();
    private readonly ConcurrentDictionary<string, int> others = new(StringComparer.Ordinal);
    private Task[] loops = [];

    private SteadyPayers(IReadOnlyList<string> accounts) => Accounts = accounts;

    /// <summary>Each agent's own, by its number.</summary>
    public IReadOnlyList<string> Accounts { get; }

    public IReadOnlyList<Lane> Lanes { get; private set; } = [];

    /// <summary>Answers that were neither a payment nor a refusal, with how often they came.</summary>
    public string Others => string.Join(", ", others.Select(pair => $"{pair.Value} {pair.Key}"));

    public static async Task<SteadyPayers> StartAsync(Fleet fleet, int agents)
    {
        var payers = new SteadyPayers(await PayingAgents.OpenAccountsAsync(fleet.Bank, agents));
        payers.Lanes =
        [
            .. from agent in Enumerable.Range(0, agents)
            from replica in Enumerable.Range(0, fleet.Replicas.Count)
            select new Lane(replica, agent),
        ];
        payers.loops =
        [
            .. payers.Lanes.Select(lane => Task.Run(() => payers.PayAsync(lane, fleet.Replicas[lane.Replica]))),
        ];
        await payers.WaitAsync(_ => true, lane => lane.Paid, "every agent pays through every replica");
        return payers;
    }

    /// <summary>
    /// Returns when each of the lanes counted two more: the second of two calls in a row was begun after this was asked.
    /// </summary>
    public async Task WaitAsync(Func<Lane, bool> which, Func<Lane, int> counted, string what)
    {
        var before = Lanes.Where(which).ToDictionary(lane => lane, counted);
        await Eventually.TrueAsync(
            async () =>
            {
                if (loops.FirstOrDefault(loop => loop.IsFaulted) is { } broken)
                {
                    await broken;
                }

                return before.All(pair => counted(pair.Key) >= pair.Value + 2);
            },
            Patience,
            what
        );
    }

    public async ValueTask DisposeAsync()
    {
        await stop.CancelAsync();
        await Task.WhenAll(loops);
        stop.Dispose();
    }

    private async Task PayAsync(Lane lane, Replica replica)
    {
        var to = Accounts[(lane.Agent + 1) % Accounts.Count];
        var url = replica.Server.McpUrl;
        await using var payer = await Payer.ConnectAsync(url, PayingAgents.Name(lane.Agent), Accounts[lane.Agent], to);
        var amount = (lane.AmountMinor / 100m).ToString("0.00", CultureInfo.InvariantCulture);
        for (var payment = 0; !stop.IsCancellationRequested; payment++)
        {
            var status = (await payer.PayAsync($"lane-of-{lane.Agent}-{lane.Replica}-{payment:000000}", amount)).Status;
            if (status == "succeeded")
            {
                lane.CountPaid();
                continue;
            }

            if (Refusals.Contains(status, StringComparer.Ordinal))
            {
                lane.CountRefused();
            }
            else
            {
                others.AddOrUpdate(status, 1, (_, count) => count + 1);
            }

            await TimerTick.AfterAsync(Pause, CancellationToken.None);
        }
    }
}
