namespace FinancialMcp.Bench;

/// <summary>The bursts of one run, by round: every target of a round ran within the same minute.</summary>
internal sealed class Comparison(Lineup lineup, Action<string> say)
{
    private const int Window = 3;
    private const int MostWarmUps = 20;
    private const double Rising = 1.05;
    private readonly Dictionary<(string Server, string Tool), List<Burst>> bursts = [];
    private readonly Dictionary<string, List<double>> commits = new(StringComparer.Ordinal);

    public IReadOnlyList<Burst> Of(string server, string tool) => bursts[(server, tool)];

    /// <summary>Two-commit operations a second, by round.</summary>
    public IReadOnlyList<double> Commits(string store) => commits[store];

    /// <summary>
    /// Short bursts, one target after the other, until none rises any more: its last three together are at most a
    /// twentieth above the three before. The pauses that a target has meanwhile are what lets the runtime compile on a
    /// single core.
    /// </summary>
    public void WarmUp(int atLeast, TimeSpan burst)
    {
        var rates = lineup.Targets.ToDictionary(target => target, _ => new List<double>());
        for (var turn = 1; turn <= MostWarmUps; turn++)
        {
            foreach (var (target, seen) in rates)
            {
                seen.Add(Load.Run(target, burst).Rate);
            }

            say($"warm-up {turn}: {string.Join(" ", rates.Values.Select(seen => $"{seen[^1]:0}"))} calls/s");
            if (turn >= atLeast && rates.Values.All(IsSteady))
            {
                return;
            }
        }

        say($"warm-up ended after {MostWarmUps} turns and a target was still rising");
    }

    public async Task MeasureAsync(int rounds, TimeSpan burst)
    {
        for (var round = 1; round <= rounds; round++)
        {
            foreach (var target in lineup.Targets)
            {
                var seen = Load.Run(target, burst);
                ListOf(bursts, (target.Server, target.Tool)).Add(seen);
                say(
                    $"round {round}: {target.Server} {target.Tool} {seen.Rate:0}/s p50 {seen.P50:0.00} p99 {seen.P99:0.00} ms"
                );
            }

            foreach (var server in lineup.Servers)
            {
                var rate = await lineup.TwoCommitsAsync(server, burst);
                ListOf(commits, server.Store).Add(rate);
                say($"round {round}: two commits alone, {server.Store} {rate:0}/s");
            }
        }
    }

    private static List<TValue> ListOf<TKey, TValue>(Dictionary<TKey, List<TValue>> lists, TKey key)
        where TKey : notnull
    {
        if (!lists.TryGetValue(key, out var list))
        {
            lists[key] = list = [];
        }

        return list;
    }

    private static bool IsSteady(List<double> rates) =>
        rates.Count >= 2 * Window
        && rates.TakeLast(Window).Average() <= Rising * rates.TakeLast(2 * Window).Take(Window).Average();
}
