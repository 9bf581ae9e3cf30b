using FinancialMcp.Domain.Limits;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Tests.Fakes;

/// <summary>The windows of limits, and which operation holds what in which of them.</summary>
internal sealed class MemoryWindows
{
    private readonly Dictionary<OperationId, (IReadOnlyList<WindowKey> Keys, long Amount)> holds = [];
    private Dictionary<WindowKey, LimitWindow> windows = [];

    public IReadOnlyDictionary<WindowKey, LimitWindow> All => new Dictionary<WindowKey, LimitWindow>(windows);

    public LimitWindow this[WindowKey key] => windows.GetValueOrDefault(key, LimitWindow.Empty);

    /// <summary>Holds the operation's sum in all windows, or in none and tells why.</summary>
    public LimitRefusal? Hold(Operation operation, IReadOnlyList<WindowLimit> limits)
    {
        var amount = operation.Instruction.Sum?.Minor ?? 0;
        var refusal = Admission.Hold(windows, limits, amount);
        if (refusal is null)
        {
            holds[operation.Id] = ([.. limits.Select(limit => limit.Key)], amount);
        }

        return refusal;
    }

    /// <summary>Moves the operation's holds to other windows, or leaves all as it is and tells why not.</summary>
    public LimitRefusal? Rehold(Operation operation, IReadOnlyList<WindowLimit> limits)
    {
        var (before, held) = (new Dictionary<WindowKey, LimitWindow>(windows), holds.GetValueOrDefault(operation.Id));
        End(operation, HoldEffect.Release);
        var refusal = Hold(operation, limits);
        if (refusal is not null)
        {
            windows = before;
            holds[operation.Id] = held;
        }

        return refusal;
    }

    /// <summary>What becomes of the holds; nothing where there are none any more.</summary>
    public void End(Operation operation, HoldEffect effect)
    {
        if (effect == HoldEffect.Keep || !holds.Remove(operation.Id, out var hold))
        {
            return;
        }

        foreach (var key in hold.Keys ?? [])
        {
            var window = this[key].WithoutHold(hold.Amount);
            windows[key] =
                effect == HoldEffect.Use
                    ? window with
                    {
                        Used = window.Used + hold.Amount,
                        UsedCount = window.UsedCount + 1,
                    }
                    : window;
        }
    }
}
