using FinancialMcp.Application.Rates;

namespace FinancialMcp.Infrastructure.Redis;

/// <summary>
/// Counts in this process alone. Only callers of this window and the one before are remembered; beyond
/// <see cref="MostCallers"/> further ones share one count.
/// </summary>
public sealed class LocalRates : IRateCounter
{
    /// <summary>Digests and counts of so many are some ten megabytes.</summary>
    public const int MostCallers = 100_000;

    private const string Others = "others";

    private readonly Lock gate = new();
    private Dictionary<string, long> before = new(StringComparer.Ordinal);
    private Dictionary<string, long> now = new(StringComparer.Ordinal);
    private long current = long.MinValue;

    /// <inheritdoc/>
    public ValueTask<RateCount> AddAsync(string caller, long window, TimeSpan length, int calls)
    {
        lock (gate)
        {
            Turn(window);
            var name = now.ContainsKey(caller) || now.Count < MostCallers ? caller : Others;
            var count = now[name] = now.GetValueOrDefault(name) + calls;
            return ValueTask.FromResult(new RateCount(before.GetValueOrDefault(name), count));
        }
    }

    /// <summary>A clock that was set back a little counts on in the window that it left; one that was far ahead begins anew.</summary>
    private void Turn(long window)
    {
        if (window == current || window == current - 1)
        {
            return;
        }

        before = window == current + 1 ? now : new Dictionary<string, long>(StringComparer.Ordinal);
        now = new Dictionary<string, long>(StringComparer.Ordinal);
        current = window;
    }
}
