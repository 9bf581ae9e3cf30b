namespace FinancialMcp.Application.Monitoring;

/// <summary>The upper bounds, in seconds, by which durations of calls are counted here and in every exported histogram.</summary>
public static class DurationBuckets
{
    private static readonly double[] Bounds =
    [
        0.001,
        0.0025,
        0.005,
        0.01,
        0.025,
        0.05,
        0.1,
        0.25,
        0.5,
        1,
        2.5,
        5,
        10,
        25,
    ];

    /// <summary>Ascending; whatever is longer falls into one more bucket without a bound.</summary>
    public static IReadOnlyList<double> Seconds => Bounds;

    /// <summary>How many buckets there are, the one without a bound included.</summary>
    internal static int Count => Bounds.Length + 1;

    /// <summary>The first bucket whose bound the duration does not exceed.</summary>
    internal static int IndexOf(TimeSpan duration)
    {
        var seconds = duration.TotalSeconds;
        var index = 0;
        while (index < Bounds.Length && seconds > Bounds[index])
        {
            index++;
        }

        return index;
    }
}
