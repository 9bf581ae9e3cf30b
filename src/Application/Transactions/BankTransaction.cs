using FinancialMcp.Domain;

namespace FinancialMcp.Application.Transactions;

/// <summary>The transaction types of the transaction service, by its own names.</summary>
public enum TransactionType
{
    Transfer,
    Deposit,
    Withdrawal,
    Fee,
    Interest,
    Reversal,
    Refund,
}

/// <summary>The transaction statuses of the transaction service, by its own names.</summary>
public enum TransactionStatus
{
    Pending,
    Processing,
    Completed,
    Failed,
    FailedRequiresManualAction,
    Reversed,
    Cancelled,
}

/// <summary>
/// A transaction as the bank states it. A side without an account is outside the bank. Description and reference are
/// untrusted text, cleaned of control and direction characters and capped.
/// </summary>
public sealed record BankTransaction
{
    public required TransactionId Id { get; init; }
    public AccountId? From { get; init; }
    public AccountId? To { get; init; }
    public required Money Amount { get; init; }
    public required TransactionType Type { get; init; }
    public required TransactionStatus Status { get; init; }
    public string? Description { get; init; }
    public string? Reference { get; init; }
    public required DateTimeOffset CreatedAt { get; init; }
    public DateTimeOffset? ProcessedAt { get; init; }
    public string? CreatedBy { get; init; }
    public string? IdempotencyKey { get; init; }
    public TransactionId? Original { get; init; }
    public TransactionId? Reversal { get; init; }
}
