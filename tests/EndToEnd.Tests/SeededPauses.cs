namespace FinancialMcp.EndToEnd.Tests;

/// <summary>Pauses of chosen length from a seed, so that a run can be told to repeat its schedule.</summary>
internal sealed class SeededPauses(int seed)
{
    private ulong state = (ulong)seed * 0x9E3779B97F4A7C15 + 1;

    /// <summary>A number from 0 to <paramref name="limit"/> exclusive (xorshift64*).</summary>
    public int Next(int limit)
    {
        state ^= state >> 12;
        state ^= state << 25;
        state ^= state >> 27;
        return (int)((state * 0x2545F4914F6CDD1D >> 33) % (ulong)limit);
    }

    /// <summary>Lets the schedule's next moment come: a timer's tick, at most <paramref name="longest"/> away.</summary>
    public async Task NextAsync(TimeSpan longest)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(1 + Next((int)longest.TotalMilliseconds)));
        await timer.WaitForNextTickAsync();
    }
}
