namespace FinancialMcp.Testing;

/// <summary>
/// One tick of a timer: what a slow line, a schedule or an agent's patience is made of. A test that waits for something
/// to happen asks <see cref="Eventually"/> instead.
/// </summary>
public static class TimerTick
{
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Returns after that time; an infinite one ends by cancellation alone. Throws
    /// <see cref="OperationCanceledException"/>.
    /// </summary>
    public static async Task AfterAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (time < Shortest && time != Timeout.InfiniteTimeSpan)
        {
            return;
        }

        using var timer = new PeriodicTimer(time);
        await timer.WaitForNextTickAsync(cancellationToken);
    }
}
