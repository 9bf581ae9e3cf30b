using FinancialMcp.Domain.Agents;

namespace FinancialMcp.Admin.Desk;

/// <summary>Stops in words.</summary>
internal static class StopText
{
    private const int MostNamed = 3;

    /// <summary>What is stopped, in a sentence; null when nothing is.</summary>
    internal static string? Of(IReadOnlyList<Stop> stops, IReadOnlyDictionary<string, Agent> agents)
    {
        if (stops.Count == 0)
        {
            return null;
        }

        if (stops.FirstOrDefault(stop => stop.Scope == StopScope.Everything) is { } all)
        {
            return $"Everything is stopped, by {all.By}: {all.Reason}";
        }

        var named = stops
            .Take(MostNamed)
            .Select(stop =>
                NameOf(stop.Scope, stop.Value, stop.Value is { } key ? agents.GetValueOrDefault(key)?.Id.Party : null)
            );
        var more = stops.Count > MostNamed ? $", and {stops.Count - MostNamed} more" : "";
        return $"Stopped: {string.Join(", ", named)}{more}.";
    }

    /// <summary>One thing that is, or can be, stopped.</summary>
    internal static string NameOf(StopScope scope, string? value, string? party) =>
        scope switch
        {
            StopScope.Everything => "everything",
            StopScope.Tool => $"the tool {value}",
            StopScope.Agent => $"the agent {party ?? value}",
            _ => $"the account {value}",
        };
}
