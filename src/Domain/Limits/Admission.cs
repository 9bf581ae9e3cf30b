namespace FinancialMcp.Domain.Limits;

/// <summary>
/// Takes the holds of one operation in the windows it counts in: all of them, or none. The store calls it inside the
/// transaction that writes them, with windows that nobody else can add to meanwhile.
/// </summary>
public static class Admission
{
    /// <summary>
    /// The first limit that the amount does not fit under, in the order of the limits; null when all have room, and then
    /// <paramref name="windows"/> holds the windows as they are with the holds. A window that is missing is empty.
    /// </summary>
    public static LimitRefusal? Hold(
        IDictionary<WindowKey, LimitWindow> windows,
        IReadOnlyCollection<WindowLimit> limits,
        long amount
    )
    {
        foreach (var limit in limits)
        {
            if (Standing(windows, limit.Key).Refuses(limit, amount) is { } refusal)
            {
                return refusal;
            }
        }

        foreach (var limit in limits)
        {
            windows[limit.Key] = Standing(windows, limit.Key).WithHold(amount);
        }

        return null;
    }

    private static LimitWindow Standing(IDictionary<WindowKey, LimitWindow> windows, WindowKey key) =>
        windows.TryGetValue(key, out var window) ? window : LimitWindow.Empty;
}
