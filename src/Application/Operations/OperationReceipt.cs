using System.ComponentModel;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Transactions;

namespace FinancialMcp.Application.Operations;

/// <summary>What a changing tool answers, and what get_operation answers: where the operation stands.</summary>
public sealed record OperationReceipt
{
    public required string OperationId { get; init; }

    [Description(
        "succeeded, failed, in_doubt (unknown yet: do not submit again, ask get_operation), awaiting_bank, in_progress, "
            + "pending_approval, approved, needs_operator, denied, rejected, expired or cancelled."
    )]
    public required string Status { get; init; }

    [Description("True when this answers an earlier call under the same key; nothing was executed again.")]
    public required bool Replayed { get; init; }

    public OperationFailure? Failure { get; init; }
    public required string Tool { get; init; }
    public string? Amount { get; init; }
    public string? Currency { get; init; }
    public TransactionView? Transaction { get; init; }
    public AccountView? Account { get; init; }
    public ApprovalView? Approval { get; init; }

    [Description("What to do now, in words; null when nothing is left to do.")]
    public string? Message { get; init; }
    public NextStep? Next { get; init; }
    public required string RequestId { get; init; }
}

/// <summary>How far the approval of a held operation has come.</summary>
public sealed record ApprovalView(string Id, int Needed, int Given, DateTimeOffset ExpiresAt);

/// <summary>Why an operation did not happen.</summary>
public sealed record OperationFailure(string Code, string Message);

/// <summary>The tool to call next, with its arguments, and how long to wait before.</summary>
public sealed record NextStep(string Tool, IReadOnlyDictionary<string, string> Arguments, int AfterSeconds);

/// <summary>What the bank returned for a change, as stored with the operation.</summary>
public sealed record OperationResult(TransactionView? Transaction, AccountView? Account);
