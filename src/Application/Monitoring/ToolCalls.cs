namespace FinancialMcp.Application.Monitoring;

/// <summary>
/// One tool's calls in the last 24 hours, a slot for each minute. A slot is reused when its minute comes round again, so
/// recording allocates nothing.
/// </summary>
internal sealed class ToolCalls
{
    public const int Minutes = 24 * 60;
    public const int Statuses = 5;

    private readonly Lock gate = new();
    private readonly long[] minutes = new long[Minutes];
    private readonly int[] statuses = new int[Minutes * Statuses];
    private readonly int[] buckets = new int[Minutes * DurationBuckets.Count];
    private readonly long[] ticks = new long[Minutes];
    private readonly long[] longest = new long[Minutes];

    public void Add(long minute, CallStatus status, TimeSpan duration)
    {
        var slot = SlotOf(minute);
        lock (gate)
        {
            if (minutes[slot] != minute)
            {
                Begin(slot, minute);
            }

            statuses[(slot * Statuses) + (int)status]++;
            buckets[(slot * DurationBuckets.Count) + DurationBuckets.IndexOf(duration)]++;
            ticks[slot] += duration.Ticks;
            longest[slot] = Math.Max(longest[slot], duration.Ticks);
        }
    }

    /// <summary>Adds what happened from the first minute to the last.</summary>
    public void AddTo(CallFigures figures, long first, long last)
    {
        lock (gate)
        {
            for (var minute = first; minute <= last; minute++)
            {
                var slot = SlotOf(minute);
                if (minutes[slot] == minute)
                {
                    figures.Add(
                        statuses.AsSpan(slot * Statuses, Statuses),
                        buckets.AsSpan(slot * DurationBuckets.Count, DurationBuckets.Count),
                        ticks[slot],
                        longest[slot]
                    );
                }
            }
        }
    }

    /// <summary>Adds each minute's calls, failures and time to its place, the first minute's being the first.</summary>
    public void AddTo(MinuteFigures[] totals, long first)
    {
        lock (gate)
        {
            for (var index = 0; index < totals.Length; index++)
            {
                var slot = SlotOf(first + index);
                if (minutes[slot] != first + index)
                {
                    continue;
                }

                var counts = statuses.AsSpan(slot * Statuses, Statuses);
                foreach (var count in counts)
                {
                    totals[index].Calls += count;
                }

                totals[index].Failures += counts[(int)CallStatus.Error] + counts[(int)CallStatus.InDoubt];
                totals[index].Ticks += ticks[slot];
            }
        }
    }

    private static int SlotOf(long minute) => (int)(minute % Minutes);

    private void Begin(int slot, long minute)
    {
        minutes[slot] = minute;
        statuses.AsSpan(slot * Statuses, Statuses).Clear();
        buckets.AsSpan(slot * DurationBuckets.Count, DurationBuckets.Count).Clear();
        ticks[slot] = 0;
        longest[slot] = 0;
    }
}
