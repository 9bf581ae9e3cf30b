using System.Diagnostics;

namespace FinancialMcp.Infrastructure.Persistence;

/// <summary>
/// By when a caller of a store has an answer: within the three seconds that the ports promise, with a margin for the
/// answer's own way. Measured on the machine's monotonic clock, which no test and no operator turns back.
/// </summary>
internal readonly struct Deadline
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(2500);

    private readonly long started;

    private Deadline(long started) => this.started = started;

    internal static Deadline Start() => new(Stopwatch.GetTimestamp());

    /// <summary>What is left; never negative.</summary>
    internal TimeSpan Remaining
    {
        get
        {
            var left = Patience - Stopwatch.GetElapsedTime(started);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }
}
