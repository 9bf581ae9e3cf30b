namespace FinancialMcp.EndToEnd.Tests.Audit;

/// <summary>What an agent knows of one call.</summary>
/// <param name="Trace">Its trace id, which the call's records carry.</param>
/// <param name="Key">The idempotency key of a payment; null for a read.</param>
/// <param name="Status">"ok" for a read, a receipt's status, an error's code, or <see cref="Unanswered"/>.</param>
/// <param name="Took">Until the answer, or until the connection failed.</param>
internal sealed record WatchedCall(string Trace, string? Key, string Status, TimeSpan Took)
{
    /// <summary>The one answer that has no record.</summary>
    public const string Unrecorded = "AUDIT_UNAVAILABLE";

    public const string Unanswered = "unanswered";

    /// <summary>Made while the test itself slowed the line to the database down: how long it took tells nothing.</summary>
    public bool IsSlowed { get; init; }

    public bool IsPayment => Key is not null;

    public bool IsAnswered => Status is not (Unrecorded or Unanswered);

    /// <summary>As it is when nothing is wrong.</summary>
    public bool IsGood => Status is "ok" or "succeeded";
}
