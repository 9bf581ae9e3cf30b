using System.Diagnostics;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>
/// By when a caller of a store has an answer. Measured on the machine's monotonic clock, which no test and no operator
/// turns back.
/// </summary>
internal readonly struct Deadline
{
    private readonly long end;

    private Deadline(long end) => this.end = end;

    internal static Deadline Start(TimeSpan patience) =>
        new(Stopwatch.GetTimestamp() + (long)(patience.TotalSeconds * Stopwatch.Frequency));

    /// <summary>What is left; never negative.</summary>
    internal TimeSpan Remaining
    {
        get
        {
            var left = Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), end);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
