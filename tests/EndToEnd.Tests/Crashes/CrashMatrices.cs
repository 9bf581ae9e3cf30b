using System.Globalization;
using FinancialMcp.CrashingServer;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests.Crashes;

/// <summary>
/// The matrices of both databases, run at once: most of the time their servers wait for leases to end. What is run of
/// them, CRASH_POINTS and CRASH_SEED say, as <see cref="CrashMatrixTests"/> has it.
/// </summary>
public sealed class CrashMatrices : IAsyncDisposable
{
    private readonly Lazy<IReadOnlyDictionary<string, Task>> running;

    public CrashMatrices() => running = new(Begin);

    internal static int Seed { get; } = int.Parse(Given("CRASH_SEED") ?? "20261126", CultureInfo.InvariantCulture);

    private static bool IsWhole => Given("CRASH_POINTS") == "all";

    /// <summary>The matrix of a database, when it is complete. The first to ask begins them all.</summary>
    internal Task<CrashMatrix> OfAsync(string database) => (Task<CrashMatrix>)running.Value[database];

    /// <summary>Also a matrix that no test asked for ends what it started.</summary>
    public async ValueTask DisposeAsync()
    {
        if (running.IsValueCreated)
        {
            await Task.WhenAll(running.Value.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal static IReadOnlyCollection<CrashLot> LotsOf(string database) =>
        (database, IsWhole) switch
        {
            _ when Named() is { } named => named,
            ("sqlite", true) => CrashLot.All,
            ("sqlite", false) => Some(count => (count + 2) / 3),
            (_, true) => Some(count => (count + 1) / 2),
            (_, false) => [Some(count => count / 2).First(lot => !CrashPoints.IsProbe(lot.Point))],
        };

    private static Dictionary<string, Task> Begin()
    {
        string[] databases = PostgresServer.IsInstalled ? ["sqlite", "postgres"] : ["sqlite"];
        return databases.ToDictionary(
            database => database,
            Task (database) => CrashMatrix.RunAsync(database, LotsOf(database)),
            StringComparer.Ordinal
        );
    }

    /// <summary>The lots of the points that CRASH_POINTS names; null when it names none.</summary>
    private static List<CrashLot>? Named() =>
        Given("CRASH_POINTS") is { } points && !IsWhole
            ? [.. CrashLot.All.Where(lot => points.Split(',').Contains(lot.Point, StringComparer.Ordinal))]
            : null;

    /// <summary>So many of the points of each kind, with one bank after the other, in an order of the seed's.</summary>
    private static List<CrashLot> Some(Func<int, int> share)
    {
        var choice = new SeededPauses(Seed);
        var contracts = CrashMatrix.Contracts.ToList();
        var chosen = new List<string>();
        foreach (var kind in CrashPoints.All.GroupBy(point => (CrashPoints.IsHeld(point), CrashPoints.IsProbe(point))))
        {
            var left = kind.ToList();
            for (var most = share(left.Count); most > 0; most--)
            {
                var next = choice.Next(left.Count);
                chosen.Insert(choice.Next(chosen.Count + 1), left[next]);
                left.RemoveAt(next);
            }
        }

        return [.. chosen.Select((point, at) => new CrashLot(point, contracts[at % contracts.Count]))];
    }

    private static string? Given(string name) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : null;
}
