namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>
/// What it means that the server fails closed, judged by what agents were told, what arrived at the bank, and what is
/// committed in the database.
/// </summary>
internal static class ClosedVerdict
{
    /// <summary>The three seconds that the ports promise, and two for a machine that does a whole test run beside it.</summary>
    public static readonly TimeSpan LongestRefusal = TimeSpan.FromSeconds(5);

    /// <summary>Calls that were answered, and of which no record is committed.</summary>
    public static IReadOnlyList<string> Unrecorded(
        IEnumerable<WatchedCall> calls,
        IReadOnlyCollection<string> recordedTraces
    )
    {
        var recorded = recordedTraces.ToHashSet(StringComparer.Ordinal);
        return
        [
            .. calls
                .Where(call => call.IsAnswered && !recorded.Contains(call.Trace))
                .Select(call => $"{call.Trace} was answered {call.Status} and has no record"),
        ];
    }

    /// <summary>Payments that arrived at the bank, and before which no record of intent or dispatch was written.</summary>
    public static IReadOnlyList<string> SentUnrecorded(
        IEnumerable<(string BackendKey, DateTimeOffset At)> arrived,
        IReadOnlyCollection<(string BackendKey, DateTimeOffset At)> intents
    )
    {
        var intended = intents.ToDictionary(intent => intent.BackendKey, intent => intent.At, StringComparer.Ordinal);
        return
        [
            .. arrived
                .Where(it => !intended.TryGetValue(it.BackendKey, out var at) || at > it.At)
                .Select(it => $"{it.BackendKey} arrived at {it.At:O} and was not recorded before"),
        ];
    }

    /// <summary>Refusals for want of a record, and failed connections, that took too long.</summary>
    public static IReadOnlyList<string> Late(IEnumerable<WatchedCall> calls) =>
        [
            .. calls
                .Where(call => call is { IsAnswered: false, IsSlowed: false } && call.Took > LongestRefusal)
                .Select(call => $"{call.Trace} was {call.Status} after {call.Took.TotalSeconds:0.00} s"),
        ];
}
