using System.Collections.Concurrent;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>Agents that read and pay without end, each payment under a new key, whatever they are answered.</summary>
internal sealed class WatchedLoad : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ConcurrentQueue<WatchedCall> calls = new();
    private readonly CancellationTokenSource stop = new();
    private readonly HttpClient http;
    private Task[] loops = [];
    private volatile TaskCompletionSource open = Opened();
    private int underWay;

    /// <param name="url">The server's.</param>
    /// <param name="accounts">One for each agent, as <see cref="PayingAgents.OpenAccountsAsync"/> opened them.</param>
    public WatchedLoad(string url, IReadOnlyList<string> accounts)
    {
        http = new HttpClient { BaseAddress = new Uri(url), Timeout = Patience };
        Agents =
        [
            .. accounts.Select(
                (account, agent) =>
                    new WatchedAgent(http, PayingAgents.Name(agent), account, accounts[(agent + 1) % accounts.Count])
            ),
        ];
    }

    public IReadOnlyList<WatchedAgent> Agents { get; }

    /// <summary>All that came back so far, in its order.</summary>
    public IReadOnlyCollection<WatchedCall> Calls => calls;

    /// <summary>The payment keys so far, with the agent that asked for each.</summary>
    public IEnumerable<(WatchedAgent Agent, string Key)> Keys =>
        calls
            .Where(call => call.IsPayment)
            .Select(call => call.Key!)
            .Distinct(StringComparer.Ordinal)
            .Select(key =>
                (Agents[int.Parse(key.Split('-')[1], System.Globalization.CultureInfo.InvariantCulture)], key)
            );

    /// <summary>From now on each agent reads, and pays, without end.</summary>
    public void Begin() =>
        loops = [
            .. Agents.Select(agent => RepeatAsync(_ => agent.ReadAsync())),
            .. Agents.Select(
                (agent, number) => RepeatAsync(turn => agent.PayAsync($"watched-{number}-payment-{turn:0000}"))
            ),
        ];

    /// <summary>Keeps a call that a test made itself.</summary>
    public WatchedCall Keep(WatchedCall call)
    {
        calls.Enqueue(call);
        return call;
    }

    /// <summary>Returns when, from now on, that many reads and that many payments came back so.</summary>
    public async Task CameBackAsync(int each, Func<WatchedCall, bool> so, string what)
    {
        var before = calls.Count;
        await Eventually.TrueAsync(
            () =>
            {
                var since = calls.Skip(before).Where(so).ToLookup(call => call.IsPayment);
                return since[false].Count() >= each && since[true].Count() >= each;
            },
            Patience,
            $"{each} reads and {each} payments {what}"
        );
    }

    /// <summary>Nobody calls any more until <see cref="Resume"/>; every call that was begun has come back.</summary>
    public Task PauseAsync()
    {
        open = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return Eventually.TrueAsync(() => Volatile.Read(ref underWay) == 0, Patience, "every call has come back");
    }

    public void Resume() => open.TrySetResult();

    /// <summary>Ends the load; every call that was begun has come back.</summary>
    public async Task EndAsync()
    {
        await stop.CancelAsync();
        Resume();
        await Task.WhenAll(loops);
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        http.Dispose();
        stop.Dispose();
    }

    private async Task RepeatAsync(Func<int, Task<WatchedCall>> call)
    {
        for (var turn = 0; !stop.IsCancellationRequested; turn++)
        {
            await open.Task;
            Interlocked.Increment(ref underWay);
            Keep(await call(turn));
            Interlocked.Decrement(ref underWay);
            await TimerTick.AfterAsync(Pause, CancellationToken.None);
        }
    }

    private static TaskCompletionSource Opened()
    {
        var opened = new TaskCompletionSource();
        opened.SetResult();
        return opened;
    }
}
