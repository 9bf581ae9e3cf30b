namespace FinancialMcp.Domain.Limits;

/// <summary>
/// How many calls one caller may make: about so many in a span of the window's length, counted by two fixed windows. What was
/// counted in the window before counts less the further it lies back, as if its calls had come evenly, so that a caller
/// cannot double the limit across the border of two windows.
/// </summary>
/// <param name="Requests">At least 1.</param>
/// <param name="Window">At least one second.</param>
public sealed record RateLimit(int Requests, TimeSpan Window)
{
    /// <summary>Beyond so many times the limit a request is not even read.</summary>
    public const int FloodFactor = 2;

    /// <summary>The number of the window that a moment lies in.</summary>
    public long WindowOf(DateTimeOffset moment) => moment.UtcTicks / Window.Ticks;

    /// <summary>How a caller stands at a moment.</summary>
    /// <param name="before">Counted in the window before.</param>
    /// <param name="now">Counted in this window, this call included.</param>
    /// <param name="moment">In this window.</param>
    /// <param name="cost">As how many calls this one counts, for when to come again.</param>
    public RateStanding StandingOf(long before, long now, DateTimeOffset moment, int cost = 1)
    {
        var passed = (decimal)(moment.UtcTicks % Window.Ticks) / Window.Ticks;
        var used = (before * (1 - passed)) + now;
        return new RateStanding(used, used <= Requests ? null : SpanOf(WaitOf(before, now, passed, cost)))
        {
            IsFlood = used > (decimal)Requests * FloodFactor,
        };
    }

    private TimeSpan SpanOf(decimal windows) => TimeSpan.FromTicks((long)decimal.Ceiling(Window.Ticks * windows));

    /// <summary>In windows, until one more such call would be within the limit, if none is made meanwhile.</summary>
    private decimal WaitOf(long before, long now, decimal passed, int cost)
    {
        var most = Requests - cost;
        return now <= most
            // It is what came before that has to grow old.
            ? 1 - ((decimal)(most - now) / before) - passed
            : 1 - passed + (1 - ((decimal)most / now));
    }
}

/// <summary>How a caller stands under a rate limit.</summary>
/// <param name="Used">Calls that count now.</param>
/// <param name="Wait">Null: within the limit. Else when to come again.</param>
public sealed record RateStanding(decimal Used, TimeSpan? Wait)
{
    /// <summary>Far beyond the limit.</summary>
    public bool IsFlood { get; init; }
}
