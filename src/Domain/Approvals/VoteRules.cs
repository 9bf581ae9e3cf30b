using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Domain.Approvals;

/// <summary>Why a person may not vote on an operation.</summary>
public enum VoteRefusal
{
    None,

    /// <summary>It waits for no vote.</summary>
    NotPending,

    /// <summary>Its time is over.</summary>
    Expired,

    /// <summary>Nobody has recorded under which subjects this person asks for payments.</summary>
    NoSubjects,

    /// <summary>The person asked for it.</summary>
    OwnPayment,

    /// <summary>The person answers for the agent that asked for it.</summary>
    OwnAgent,

    /// <summary>The person has voted.</summary>
    HasVoted,

    /// <summary>The payment is not the one that was shown.</summary>
    OtherPayment,
}

/// <summary>Who may vote on what: pure, asked inside the use case and again by nothing that could disagree.</summary>
public static class VoteRules
{
    /// <param name="operation">As stored.</param>
    /// <param name="digest">Of the payment that the voter was shown.</param>
    /// <param name="approver">Who votes; null when nobody recorded their subjects.</param>
    /// <param name="agentOwner">Who answers for the agent that asked.</param>
    /// <param name="voted">Who has voted.</param>
    /// <param name="now">The time.</param>
    public static VoteRefusal Judge(
        Operation operation,
        string digest,
        Approver? approver,
        string? agentOwner,
        IEnumerable<string> voted,
        DateTimeOffset now
    )
    {
        if (operation.State != OperationState.PendingApproval || operation.Approval is not { } approval)
        {
            return VoteRefusal.NotPending;
        }

        if (now >= approval.ExpiresAt)
        {
            return VoteRefusal.Expired;
        }

        if (approver is null || approver.Subjects.Count == 0)
        {
            return VoteRefusal.NoSubjects;
        }

        if (approver.Subjects.Any(subject => IsRequester(operation.Principal, subject)))
        {
            return VoteRefusal.OwnPayment;
        }

        if (string.Equals(agentOwner?.Trim(), approver.Person, StringComparison.OrdinalIgnoreCase))
        {
            return VoteRefusal.OwnAgent;
        }

        if (voted.Contains(approver.Person, StringComparer.Ordinal))
        {
            return VoteRefusal.HasVoted;
        }

        return
            string.Equals(digest, approval.Digest, StringComparison.Ordinal)
            && string.Equals(operation.ParamsDigest, approval.Digest, StringComparison.Ordinal)
            ? VoteRefusal.None
            : VoteRefusal.OtherPayment;
    }

    private static bool IsRequester(Principal principal, ApproverSubject subject) =>
        string.Equals(principal.Issuer, subject.Issuer, StringComparison.Ordinal)
        && (
            string.Equals(principal.Subject, subject.Subject, StringComparison.Ordinal)
            || string.Equals(principal.ActingParty, subject.Subject, StringComparison.Ordinal)
        );
}
