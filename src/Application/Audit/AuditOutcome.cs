using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Audit;

/// <summary>What came of what a record is about, in the words in which people ask for it.</summary>
public enum AuditOutcome
{
    /// <summary>It was done or answered, and nothing below says more.</summary>
    Answered,

    /// <summary>Money moved, or an account was changed.</summary>
    Succeeded,

    /// <summary>It was not allowed, by us or by the bank, or people or time ended it before it was sent.</summary>
    Refused,

    /// <summary>It did not work, through our fault or the bank's, and nothing moved.</summary>
    Failed,

    /// <summary>Whether it happened is, or was then, not known.</summary>
    InDoubt,

    /// <summary>It waits for people or the bank.</summary>
    Waiting,
}

/// <summary>One line of the table that tells outcomes apart.</summary>
public sealed record AuditOutcomeRule(
    AuditOutcome Outcome,
    IReadOnlyList<AuditCode> Codes,
    IReadOnlyList<string> States,
    IReadOnlyList<string> Decisions,
    IReadOnlyList<string> ErrorCodes
);

/// <summary>
/// How a record's code, state, decision and error code give its outcome: the first line that fits, else answered. What is
/// refused and what failed is told apart as <c>mcp_requests_total</c> does, so that a figure leads to its records.
/// </summary>
public static class AuditOutcomes
{
    /// <summary>In their order. A store that counts by outcome reads the same table.</summary>
    public static IReadOnlyList<AuditOutcomeRule> Table { get; } =
    [
        new(
            AuditOutcome.InDoubt,
            [AuditCode.OperationInDoubt, AuditCode.OperationNeedsOperator, AuditCode.OperationLeaseExpired],
            Names(OperationState.InDoubt, OperationState.NeedsOperator),
            [],
            []
        ),
        new(AuditOutcome.Succeeded, [], Names(OperationState.Succeeded), [], []),
        new(AuditOutcome.Refused, [], [], [], [.. ErrorCodes.RetryOf.Keys.Except(ErrorCodes.Faults)]),
        new(AuditOutcome.Failed, [AuditCode.CallFailed], Names(OperationState.Failed), [], []),
        new(
            AuditOutcome.Refused,
            [AuditCode.CallRefused],
            Names(OperationState.Denied, OperationState.Rejected, OperationState.Expired, OperationState.Cancelled),
            [AuditRecords.Refused],
            []
        ),
        new(
            AuditOutcome.Waiting,
            [],
            Names(
                OperationState.PendingApproval,
                OperationState.Ready,
                OperationState.Dispatching,
                OperationState.AwaitingBackend
            ),
            [],
            []
        ),
    ];

    /// <summary>The outcome of a record.</summary>
    public static AuditOutcome Of(AuditCode code, string? state, string decision, string? errorCode) =>
        Table
            .FirstOrDefault(rule =>
                rule.Codes.Contains(code)
                || (state is not null && rule.States.Contains(state, StringComparer.Ordinal))
                || rule.Decisions.Contains(decision, StringComparer.Ordinal)
                || (errorCode is not null && rule.ErrorCodes.Contains(errorCode, StringComparer.Ordinal))
            )
            ?.Outcome
        ?? AuditOutcome.Answered;

    private static string[] Names(params OperationState[] states) => [.. states.Select(state => state.WireName())];
}
