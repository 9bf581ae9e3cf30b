namespace FinancialMcp.Domain.Approvals;

/// <summary>What an operation that waits for people waits for.</summary>
/// <param name="Digest">Of exactly the payment that is voted on; another payment is another digest.</param>
/// <param name="Needed">How many distinct people must approve.</param>
/// <param name="Given">How many have.</param>
/// <param name="ExpiresAt">After this it is not dispatched any more.</param>
/// <param name="ConsumedAt">When it was used, which happens once.</param>
public sealed record Approval(
    string Digest,
    int Needed,
    int Given,
    DateTimeOffset ExpiresAt,
    DateTimeOffset? ConsumedAt
);

/// <summary>One person's vote; a person has one per operation and cannot take it back.</summary>
public sealed record Vote(string Approver, bool Approves, string? Reason, DateTimeOffset At);

/// <summary>
/// A person who may vote, with the subjects (token issuer and subject) that are this person: they do not vote on what
/// they asked for themselves. Set by two administrators.
/// </summary>
public sealed record Approver(string Person, IReadOnlyList<ApproverSubject> Subjects);

/// <summary>Under which name a person asks for payments.</summary>
public sealed record ApproverSubject(string Issuer, string Subject);
