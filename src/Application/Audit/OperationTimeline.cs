using FinancialMcp.Domain.Approvals;
using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Audit;

/// <summary>What an event of a timeline is. The order is that of events recorded at the same instant.</summary>
public enum TimelineKind
{
    /// <summary>It was asked for.</summary>
    Request,

    /// <summary>The policy's rule, and what it decided.</summary>
    Decision,

    /// <summary>A person voted, or more people were asked for.</summary>
    Vote,

    /// <summary>It was about to be sent.</summary>
    Dispatch,

    /// <summary>An attempt began.</summary>
    Attempt,

    /// <summary>What came back, or that nothing did.</summary>
    BankAnswer,

    /// <summary>It is not known whether it happened, or people must look.</summary>
    Doubt,

    /// <summary>People proposed or confirmed how a doubt ends.</summary>
    Resolution,

    /// <summary>It came to its end, or the bank has it.</summary>
    Outcome,

    /// <summary>It was asked for again under the same key.</summary>
    Retry,

    /// <summary>Somebody asked where it stands.</summary>
    Inquiry,

    /// <summary>A reversal of it was asked for, or came to something.</summary>
    Reversal,

    /// <summary>A person looked at it in the trail.</summary>
    Look,

    /// <summary>Anything else that was recorded under it.</summary>
    Other,
}

/// <summary>One event. It has the record that tells of it, the vote, the attempt, or two of them.</summary>
/// <param name="At">By the database's clock; an attempt's by that of the process that made it.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Record">Masked.</param>
/// <param name="Approves">Of a vote.</param>
/// <param name="Attempt">Of an attempt and of the bank's answer.</param>
/// <param name="Place">Where the record is sealed; null while it is not, and of another operation's record.</param>
public sealed record TimelineEvent(
    DateTimeOffset At,
    TimelineKind Kind,
    AuditRecordView? Record,
    bool? Approves = null,
    Attempt? Attempt = null,
    SealPlace? Place = null
);

/// <summary>
/// An account's balance around an operation, where it is known: a correction is sent only while the balance is the one that
/// people were shown, and sets another. With a payment the bank tells no balance.
/// </summary>
/// <param name="Before">In the main unit of the operation's currency.</param>
/// <param name="After">The same.</param>
public sealed record OperationBalances(string Before, string After)
{
    internal static OperationBalances? Of(Operation operation) =>
        operation is { State: OperationState.Succeeded, Instruction: CorrectBalance correction }
            ? new(correction.Expected.ToString(), correction.NewBalance.ToString())
            : null;
}

/// <summary>One operation from its request to whoever looked at it last.</summary>
/// <param name="OperationId">Which.</param>
/// <param name="Tool">By which it was asked for.</param>
/// <param name="State">As it stands, by its wire name.</param>
/// <param name="Amount">In the main unit of the currency; null where nothing moves.</param>
/// <param name="Currency">Of the amount.</param>
/// <param name="Balances">Null where they are not known.</param>
/// <param name="Events">Oldest first.</param>
/// <param name="IsWhole">False when there are more records than are shown: search for the operation then.</param>
public sealed record OperationTimeline(
    OperationId OperationId,
    string Tool,
    string State,
    string? Amount,
    string? Currency,
    OperationBalances? Balances,
    IReadOnlyList<TimelineEvent> Events,
    bool IsWhole
);

/// <summary>What a timeline makes of a record, and of an attempt.</summary>
internal static class TimelineEvents
{
    private const string InquiryTool = "get_operation";

    /// <summary>An intent is two things at once: that it was asked for, and what was decided.</summary>
    public static IEnumerable<TimelineEvent> Of(AuditRecordView record, IReadOnlyList<Vote> votes) =>
        record.Code switch
        {
            AuditCode.OperationIntent =>
            [
                new TimelineEvent(record.RecordedAt, TimelineKind.Request, record),
                new TimelineEvent(record.RecordedAt, TimelineKind.Decision, record),
            ],
            AuditCode.ApprovalVote => [Vote(record, votes)],
            _ => [new TimelineEvent(record.RecordedAt, KindOf(record), record)],
        };

    public static IEnumerable<TimelineEvent> Of(Attempt attempt) =>
        [
            new TimelineEvent(attempt.Started, TimelineKind.Attempt, Record: null, Attempt: attempt),
            new TimelineEvent(attempt.Ended, TimelineKind.BankAnswer, Record: null, Attempt: attempt),
        ];

    private static TimelineEvent Vote(AuditRecordView record, IReadOnlyList<Vote> votes) =>
        new(
            record.RecordedAt,
            TimelineKind.Vote,
            record,
            votes
                .FirstOrDefault(vote => string.Equals(vote.Approver, record.Subject, StringComparison.Ordinal))
                ?.Approves
        );

    private static TimelineKind KindOf(AuditRecordView record) =>
        record.Code switch
        {
            AuditCode.OperationDispatch => TimelineKind.Dispatch,
            AuditCode.OperationAsksMore => TimelineKind.Vote,
            AuditCode.OperationOutcome or AuditCode.OperationAwaitingBank or AuditCode.OperationEnded =>
                TimelineKind.Outcome,
            AuditCode.OperationInDoubt or AuditCode.OperationNeedsOperator or AuditCode.OperationLeaseExpired =>
                TimelineKind.Doubt,
            AuditCode.ResolutionProposed or AuditCode.ResolutionConfirmed => TimelineKind.Resolution,
            AuditCode.CallReplayed
            or AuditCode.CallAnswered
            or AuditCode.CallRefused
            or AuditCode.CallFailed
            or AuditCode.CallCancelled => record.Tool is InquiryTool ? TimelineKind.Inquiry : TimelineKind.Retry,
            AuditCode.AuditRead or AuditCode.AuditRevealed or AuditCode.AuditExported or AuditCode.AuditVerified =>
                TimelineKind.Look,
            _ => TimelineKind.Other,
        };
}
