using FinancialMcp.Domain.Limits;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>The store's windows, and which operations stand in each.</summary>
internal sealed class StoredLimits
{
    private readonly Dictionary<WindowKey, LimitWindow> windows = [];
    private readonly Dictionary<WindowKey, List<StoredOperation>> members = [];

    public IReadOnlyCollection<WindowKey> Keys => members.Keys;

    public LimitWindow Window(WindowKey key) => windows.GetValueOrDefault(key, LimitWindow.Empty);

    public IReadOnlyList<StoredOperation> MembersOf(WindowKey key) => members[key];

    /// <summary>Takes room in all of the windows, or in none.</summary>
    public LimitRefusal? Hold(MachineRules rules, IReadOnlyList<WindowLimit> limits, long sum) =>
        rules.Admits(windows, limits, sum);

    /// <summary>Remembers for whom room was taken.</summary>
    public void Enter(StoredOperation row, IReadOnlyList<WindowLimit> limits)
    {
        row.Windows = [.. limits.Select(limit => limit.Key)];
        row.IsHeld = limits.Count > 0;
        foreach (var key in row.Windows)
        {
            members.TryAdd(key, []);
            members[key].Add(row);
        }
    }

    /// <summary>Gives an operation's room back, to take it elsewhere.</summary>
    public void Leave(StoredOperation row)
    {
        foreach (var key in row.Windows)
        {
            windows[key] = Window(key).WithoutHold(row.Sum);
            members[key].Remove(row);
        }
    }

    /// <summary>Undoes <see cref="Leave"/>.</summary>
    public void Return(StoredOperation row)
    {
        foreach (var key in row.Windows)
        {
            windows[key] = Window(key).WithHold(row.Sum);
            members[key].Add(row);
        }
    }

    /// <summary>Ends an operation's holds, once.</summary>
    public void Apply(StoredOperation row, HoldEffect effect)
    {
        if (!row.IsHeld || effect == HoldEffect.Keep)
        {
            return;
        }

        row.IsHeld = false;
        foreach (var key in row.Windows)
        {
            var given = Window(key).WithoutHold(row.Sum);
            windows[key] =
                effect == HoldEffect.Use
                    ? given with
                    {
                        Used = given.Used + row.Sum,
                        UsedCount = given.UsedCount + 1,
                    }
                    : given;
        }
    }
}
