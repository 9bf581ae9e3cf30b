namespace FinancialMcp.EndToEnd.Tests;

/// <summary>Writes a plan down, call by call; a change gets the key of its place in the plan.</summary>
internal sealed class PlanWriter(string run)
{
    private readonly List<PlannedCall> calls = [];

    public IReadOnlyList<PlannedCall> Calls => calls;

    public string KeyOf(int call) => $"{run}-call-number-{call:00}";

    /// <summary>Adds a change; returns its place.</summary>
    public int Change(string tool, params ReadOnlySpan<(string Name, object Value)> arguments) =>
        Add(tool, [.. arguments, ("idempotency_key", KeyOf(calls.Count))]);

    /// <summary>Adds a call; returns its place.</summary>
    public int Add(string tool, params ReadOnlySpan<(string Name, object Value)> arguments)
    {
        var map = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (name, value) in arguments)
        {
            map[name] = value;
        }

        calls.Add(new PlannedCall(tool, map));
        return calls.Count - 1;
    }
}
