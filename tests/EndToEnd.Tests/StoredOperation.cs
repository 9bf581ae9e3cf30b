using System.Globalization;
using FinancialMcp.Domain.Operations;
using FinancialMcp.Testing;

namespace FinancialMcp.EndToEnd.Tests;

/// <summary>An operation as the servers' database has it.</summary>
/// <param name="Id">As receipts name it.</param>
/// <param name="BackendKey">Under which the bank would know it.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Lasted">From its intent to its last change.</param>
internal sealed record StoredOperation(string Id, string BackendKey, OperationState State, TimeSpan Lasted)
{
    public bool IsFinal => State.IsFinal();

    public static Task<IReadOnlyList<StoredOperation>> ReadAllAsync(Fleet fleet) =>
        fleet.ReadAsync(
            "select id::text, backend_key, state, updated_at - created_at from operation",
            row => new StoredOperation(
                row.GetString(0),
                row.GetString(1),
                (OperationState)row.GetInt16(2),
                row.GetFieldValue<TimeSpan>(3)
            )
        );

    /// <summary>
    /// What the operations claim and the bank's journal does not bear out, or the other way round; empty when they agree.
    /// Operations that are not final claim nothing.
    /// </summary>
    public static IReadOnlyList<string> Disagreements(
        IReadOnlyCollection<StoredOperation> operations,
        IReadOnlyCollection<JournalRow> journal
    )
    {
        var posted = journal
            .Where(row => row.IsPosted && row.IdempotencyKey?.StartsWith("fm1-", StringComparison.Ordinal) == true)
            .ToLookup(row => row.IdempotencyKey!, StringComparer.Ordinal);
        var known = operations.Select(operation => operation.BackendKey).ToHashSet(StringComparer.Ordinal);
        return
        [
            .. posted.Where(key => key.Count() > 1).Select(key => $"{key.Key} was posted {key.Count()} times"),
            .. posted
                .Where(key => !known.Contains(key.Key))
                .Select(key => $"{key.Key} was posted and has no operation"),
            .. operations
                .Where(it => it.IsFinal && posted.Contains(it.BackendKey) != (it.State == OperationState.Succeeded))
                .Select(it => $"{it.Id} is {it.State} and was posted {posted[it.BackendKey].Count()} times"),
        ];
    }

    /// <summary>That part of the times, by the nearest rank, in seconds; for printing.</summary>
    public static string Percentile(IReadOnlyCollection<TimeSpan> times, int percent) =>
        times
            .Order()
            .ElementAt(Math.Max(0, (int)Math.Ceiling(times.Count * percent / 100.0) - 1))
            .TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
}
