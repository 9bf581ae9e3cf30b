namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>Every choice of a run, from its seed alone, so that a run can be repeated exactly (xorshift64*).</summary>
internal sealed class SeededChoice(int seed)
{
    private ulong state = ((ulong)(uint)seed + 1) * 0x9E3779B97F4A7C15;

    /// <summary>A number from 0 to <paramref name="limit"/> exclusive.</summary>
    public int Next(int limit)
    {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return (int)((state * 0x2545F4914F6CDD1D >> 33) % (ulong)limit);
    }

    /// <summary>True in so many of a thousand cases.</summary>
    public bool Chance(int perMille) => Next(1000) < perMille;

    /// <summary>A time from zero to <paramref name="longest"/> exclusive, in milliseconds.</summary>
    public TimeSpan UpTo(TimeSpan longest) => TimeSpan.FromMilliseconds(Next((int)longest.TotalMilliseconds));

    public T Of<T>(IReadOnlyList<T> all) => all[Next(all.Count)];
}
