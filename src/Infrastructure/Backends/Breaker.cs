namespace FinancialMcp.Infrastructure.Backends;

/// <summary>A breaker's state; the numbers are the values of the metric <c>circuit_breaker_state</c>.</summary>
internal enum BreakerState
{
    Closed = 0,
    Open = 1,
    HalfOpen = 2,
}

/// <summary>What a call says about the service.</summary>
internal enum BreakerVerdict
{
    /// <summary>It answered, whatever it answered.</summary>
    Answered,

    /// <summary>It could not be reached, answered 5xx, or did not answer whole and in time.</summary>
    Failed,

    /// <summary>Nothing: the caller went away, or we held the call back.</summary>
    Nothing,
}

/// <summary>Leave to make one call; its verdict counts only while the breaker is as it was.</summary>
internal readonly record struct BreakerPass(long Generation);

/// <summary>
/// Opens after so many failures in a row, refuses for the recovery time, then lets one call try: its success closes,
/// its failure opens again. It never repeats anything. Safe for concurrent use.
/// </summary>
internal sealed class Breaker(int threshold, TimeSpan recovery, TimeProvider time, Action<BreakerState> changed)
{
    private readonly Lock gate = new();
    private BreakerState state = BreakerState.Closed;
    private long generation;
    private int failures;
    private long openedAt;

    /// <summary>Half-open as soon as the next call would be let through to try.</summary>
    public BreakerState State
    {
        get
        {
            lock (gate)
            {
                return state == BreakerState.Open && Remaining == TimeSpan.Zero ? BreakerState.HalfOpen : state;
            }
        }
    }

    private TimeSpan Remaining
    {
        get
        {
            var left = recovery - time.GetElapsedTime(openedAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Leave for one call, or null and the time after which to ask again.</summary>
    public BreakerPass? TryEnter(out TimeSpan retryAfter)
    {
        retryAfter = TimeSpan.Zero;
        BreakerPass trial;
        lock (gate)
        {
            if (state == BreakerState.Closed)
            {
                return new BreakerPass(generation);
            }

            if (state == BreakerState.HalfOpen || Remaining > TimeSpan.Zero)
            {
                // While somebody tries, a second is a fair guess of when they will know.
                retryAfter = state == BreakerState.HalfOpen ? TimeSpan.FromSeconds(1) : Remaining;
                return null;
            }

            state = BreakerState.HalfOpen;
            trial = new BreakerPass(++generation);
        }

        changed(BreakerState.HalfOpen);
        return trial;
    }

    /// <summary>Counts a call's verdict.</summary>
    public void Report(BreakerPass pass, BreakerVerdict verdict)
    {
        BreakerState? next;
        lock (gate)
        {
            if (pass.Generation != generation)
            {
                return;
            }

            next = state == BreakerState.HalfOpen ? AfterTrial(verdict) : AfterCall(verdict);
            if (next is null)
            {
                return;
            }

            state = next.Value;
            generation++;
            failures = 0;
        }

        changed(next.Value);
    }

    /// <summary>A trial that says nothing leaves the next call free to try at once.</summary>
    private BreakerState? AfterTrial(BreakerVerdict verdict)
    {
        if (verdict == BreakerVerdict.Failed)
        {
            openedAt = time.GetTimestamp();
        }

        return verdict == BreakerVerdict.Answered ? BreakerState.Closed : BreakerState.Open;
    }

    private BreakerState? AfterCall(BreakerVerdict verdict)
    {
        if (verdict == BreakerVerdict.Nothing)
        {
            return null;
        }

        failures = verdict == BreakerVerdict.Answered ? 0 : failures + 1;
        if (failures < threshold)
        {
            return null;
        }

        openedAt = time.GetTimestamp();
        return BreakerState.Open;
    }
}
