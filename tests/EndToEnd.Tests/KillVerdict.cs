namespace FinancialMcp.EndToEnd.Tests;

/// <summary>What the agents were told, held against what the bank did.</summary>
/// <param name="Payments">Asked for, each under its own key.</param>
/// <param name="Succeeded">Told so.</param>
/// <param name="Open">Without a final answer: cut off in the middle, held until it is known.</param>
/// <param name="Duplicates">Keys under which the bank posted more than once.</param>
/// <param name="FalseSuccesses">Told succeeded, and the bank has no such posting.</param>
/// <param name="FalseFailures">Told that nothing moved, and the bank posted it.</param>
/// <param name="ForgottenKeys">Postings under a key that no agent asked for.</param>
internal sealed record KillVerdict(
    int Payments,
    int Succeeded,
    int Open,
    int Duplicates,
    int FalseSuccesses,
    int FalseFailures,
    int ForgottenKeys
)
{
    private static readonly string[] Claims =
    [
        "succeeded",
        "in_doubt",
        "awaiting_bank",
        "needs_operator",
        "in_progress",
        "needs_operator",
        "unanswered",
        "OPERATION_IN_PROGRESS",
        "AUDIT_UNAVAILABLE",
    ];

    public static KillVerdict Of(IReadOnlyCollection<Told> told, IReadOnlyCollection<JournalRow> journal)
    {
        var posted = journal.Where(row => row.IsPosted).ToLookup(row => row.IdempotencyKey, StringComparer.Ordinal);
        var keys = told.Select(answer => answer.BackendKey).ToHashSet(StringComparer.Ordinal);
        return new KillVerdict(
            told.Count,
            told.Count(answer => answer.Status == "succeeded"),
            told.Count(answer =>
                answer.Status != "succeeded" && Claims.Contains(answer.Status, StringComparer.Ordinal)
            ),
            posted.Count(group => group.Key is not null && group.Count() > 1),
            told.Count(answer =>
                answer.Status == "succeeded"
                && !posted[answer.BackendKey]
                    .Any(row => string.Equals(row.TransactionId, answer.TransactionId, StringComparison.Ordinal))
            ),
            told.Count(answer =>
                !Claims.Contains(answer.Status, StringComparer.Ordinal) && posted.Contains(answer.BackendKey)
            ),
            posted.Count(group =>
                group.Key?.StartsWith("fm1-", StringComparison.Ordinal) == true && !keys.Contains(group.Key)
            )
        );
    }
}
