namespace FinancialMcp.Application.Monitoring;

/// <summary>What a stretch of minutes saw of one tool, or of all.</summary>
internal sealed class CallFigures
{
    private readonly long[] statuses = new long[ToolCalls.Statuses];
    private readonly long[] buckets = new long[DurationBuckets.Count];
    private long ticks;
    private long longest;

    public long Calls { get; private set; }

    public long this[CallStatus status] => statuses[(int)status];

    /// <summary>The share of calls that failed or ended in doubt, 0 to 1; 0 without calls.</summary>
    public double ErrorRate => Calls == 0 ? 0 : (double)(this[CallStatus.Error] + this[CallStatus.InDoubt]) / Calls;

    /// <summary>Null without calls.</summary>
    public TimeSpan? Average => Calls == 0 ? null : TimeSpan.FromTicks(ticks / Calls);

    /// <summary>
    /// A duration that at least this share of the calls did not exceed: the bound of the bucket that the share falls into,
    /// or the longest duration seen where that is less, and where the bucket has no bound. Null without calls.
    /// </summary>
    public TimeSpan? Within(double share)
    {
        if (Calls == 0)
        {
            return null;
        }

        var needed = (long)Math.Ceiling(share * Calls);
        var index = 0;
        for (var seen = buckets[0]; seen < needed; seen += buckets[index])
        {
            index++;
        }

        var slowest = TimeSpan.FromTicks(longest);
        var bound =
            index < DurationBuckets.Seconds.Count ? TimeSpan.FromSeconds(DurationBuckets.Seconds[index]) : slowest;
        return bound < slowest ? bound : slowest;
    }

    /// <summary>Adds one minute's counts, its time in ticks, and its longest call.</summary>
    public void Add(ReadOnlySpan<int> minuteStatuses, ReadOnlySpan<int> minuteBuckets, long spent, long slowest)
    {
        for (var index = 0; index < statuses.Length; index++)
        {
            statuses[index] += minuteStatuses[index];
            Calls += minuteStatuses[index];
        }

        for (var index = 0; index < buckets.Length; index++)
        {
            buckets[index] += minuteBuckets[index];
        }

        ticks += spent;
        longest = Math.Max(longest, slowest);
    }

    /// <summary>Adds what was kept.</summary>
    public void Add(ToolMinute kept)
    {
        for (var index = 0; index < statuses.Length; index++)
        {
            statuses[index] += kept.Statuses[index];
            Calls += kept.Statuses[index];
        }

        for (var index = 0; index < buckets.Length; index++)
        {
            buckets[index] += kept.Buckets[index];
        }

        ticks += kept.Spent.Ticks;
        longest = Math.Max(longest, kept.Longest.Ticks);
    }

    /// <summary>What one tool's minute comes to, for keeping.</summary>
    public ToolMinute Keep(string tool, long minute) =>
        new(tool, minute, [.. statuses], [.. buckets], TimeSpan.FromTicks(ticks), TimeSpan.FromTicks(longest));

    /// <summary>Adds another tool's figures.</summary>
    public void Add(CallFigures other)
    {
        for (var index = 0; index < statuses.Length; index++)
        {
            statuses[index] += other.statuses[index];
        }

        for (var index = 0; index < buckets.Length; index++)
        {
            buckets[index] += other.buckets[index];
        }

        Calls += other.Calls;
        ticks += other.ticks;
        longest = Math.Max(longest, other.longest);
    }
}
