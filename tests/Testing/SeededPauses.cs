namespace FinancialMcp.Testing;

/// <summary>Numbers and pauses of chosen length from a seed, so that a run can be told to repeat its schedule.</summary>
public sealed class SeededPauses(int seed)
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

    /// <summary>A time between the two, in whole milliseconds.</summary>
    public TimeSpan Between(TimeSpan shortest, TimeSpan longest) =>
        shortest + TimeSpan.FromMilliseconds(Next((int)(longest - shortest).TotalMilliseconds + 1));

    /// <summary>Lets the schedule's next moment come: a timer's tick, at most <paramref name="longest"/> away.</summary>
    public Task NextAsync(TimeSpan longest) =>
        TimerTick.AfterAsync(
            TimeSpan.FromMilliseconds(1 + Next((int)longest.TotalMilliseconds)),
            CancellationToken.None
        );
}
