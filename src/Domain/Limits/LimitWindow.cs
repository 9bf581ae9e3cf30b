namespace FinancialMcp.Domain.Limits;

/// <summary>Names a window: whose, how long, from when, in which currency. Windows are locked and written in this order.</summary>
/// <param name="Subject">What a rule counts together, as <see cref="Policies.PolicyRule"/> names it.</param>
/// <param name="Period">Day or month.</param>
/// <param name="Start">Its first day, UTC.</param>
/// <param name="Currency">Sums of different currencies are never added.</param>
public readonly record struct WindowKey(string Subject, LimitPeriod Period, DateOnly Start, CurrencyCode Currency)
    : IComparable<WindowKey>
{
    public int CompareTo(WindowKey other)
    {
        var order = string.CompareOrdinal(Subject, other.Subject);
        order = order != 0 ? order : Period.CompareTo(other.Period);
        order = order != 0 ? order : Start.CompareTo(other.Start);
        return order != 0 ? order : string.CompareOrdinal(Currency.ToString(), other.Currency.ToString());
    }

    public static bool operator <(WindowKey left, WindowKey right) => left.CompareTo(right) < 0;

    public static bool operator >(WindowKey left, WindowKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(WindowKey left, WindowKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(WindowKey left, WindowKey right) => left.CompareTo(right) >= 0;
}

/// <summary>What a policy allows in a window: a sum in minor units, a number of operations, or both.</summary>
public sealed record WindowLimit(WindowKey Key, long? Cap, int? CapCount);

/// <summary>
/// What stands in a window. Held is what operations may still use: it counts like used, and becomes used or is given
/// back when the operation ends.
/// </summary>
/// <param name="Used">Minor units of operations that succeeded.</param>
/// <param name="Held">Minor units of operations whose end is not known.</param>
/// <param name="UsedCount">How many succeeded.</param>
/// <param name="HeldCount">How many may still.</param>
public sealed record LimitWindow(long Used, long Held, int UsedCount, int HeldCount)
{
    public static LimitWindow Empty { get; } = new(0, 0, 0, 0);

    /// <summary>The window with a hold taken in it.</summary>
    public LimitWindow WithHold(long amount) => this with { Held = Held + amount, HeldCount = HeldCount + 1 };

    /// <summary>The window with a hold given back.</summary>
    public LimitWindow WithoutHold(long amount) => this with { Held = Held - amount, HeldCount = HeldCount - 1 };

    /// <summary>Why a hold of the amount does not fit under the limit; null when it does.</summary>
    public LimitRefusal? Refuses(WindowLimit limit, long amount)
    {
        var left = limit.Cap is { } cap ? Math.Max(0, cap - Used - Held) : (long?)null;
        var leftCount = limit.CapCount is { } most ? Math.Max(0, most - UsedCount - HeldCount) : (int?)null;
        return left < amount || leftCount < 1 ? new LimitRefusal(limit, left, leftCount) : null;
    }
}

/// <summary>Which limit an operation would exceed, and what is left under it.</summary>
/// <param name="Limit">The limit.</param>
/// <param name="Left">Minor units; null when the limit is on their number alone.</param>
/// <param name="LeftCount">Operations; null when the limit is on the sum alone.</param>
public sealed record LimitRefusal(WindowLimit Limit, long? Left, int? LeftCount)
{
    /// <summary>True when it is the number of operations that is used up.</summary>
    public bool IsByCount => LeftCount < 1;

    public DateTimeOffset ResetsAt => Limit.Key.Period.ResetOf(Limit.Key.Start);
}
