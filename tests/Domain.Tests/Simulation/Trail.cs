using System.Globalization;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Tests.Simulation;

/// <summary>What happened in a run, kept as values and made into text only when somebody has to read it.</summary>
internal sealed class Trail
{
    private const int MostShown = 60;

    private readonly List<Entry> entries = [];

    public void Add(int step, DateTimeOffset at, string actor, string what, Operation? operation) =>
        entries.Add(new Entry(step, at, actor, what, operation));

    /// <summary>The last steps that concern the operation, one a line; of all when it is null.</summary>
    public string Of(OperationId? id)
    {
        var shown = entries.Where(entry => id is null || entry.Operation?.Id == id).TakeLast(MostShown);
        return string.Join('\n', shown.Select(Line));
    }

    private static string Line(Entry entry) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{entry.Step, 6} {entry.At:MM-dd HH:mm:ss.fff} {entry.Actor, -9} {entry.What, -34} {StateOf(entry.Operation)}"
        );

    private static string StateOf(Operation? operation) =>
        operation is null
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{operation.State.WireName()} fence={operation.Fence} lease={operation.LeaseUntil:HH:mm:ss.fff} "
                    + $"sent={operation.SentUntil:HH:mm:ss.fff} absent={operation.AbsentCount} "
                    + $"approvals={operation.Approval?.Given}/{operation.Approval?.Needed}"
            );

    private sealed record Entry(int Step, DateTimeOffset At, string Actor, string What, Operation? Operation);
}
