using System.Text.Json.Serialization;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Transactions;

/// <summary>The bank's words for types of transactions.</summary>
internal static class TransactionTypes
{
    public const string Transfer = "TRANSFER";
    public const string Deposit = "DEPOSIT";
    public const string Withdrawal = "WITHDRAWAL";
    public const string Reversal = "REVERSAL";

    public static bool IsKnown(string type) =>
        type is Transfer or Deposit or Withdrawal or Reversal or "FEE" or "INTEREST" or "REFUND";
}

/// <summary>The bank's words for the states of a transaction.</summary>
internal static class TransactionStatuses
{
    public const string Pending = "PENDING";
    public const string Processing = "PROCESSING";
    public const string Completed = "COMPLETED";
    public const string Failed = "FAILED";
    public const string FailedManual = "FAILED_REQUIRES_MANUAL_ACTION";
    public const string Reversed = "REVERSED";
    public const string Cancelled = "CANCELLED";

    public static bool IsKnown(string status) =>
        status is Pending or Processing or Completed or Failed or FailedManual or Reversed or Cancelled;
}

/// <summary>A transaction as the ledger holds it; account 0 is EXTERNAL.</summary>
internal sealed record Transaction(
    string Id,
    string Type,
    string Status,
    long From,
    long To,
    Money Amount,
    string Currency,
    string? Description,
    string? Reference,
    long CreatedAt,
    long? ProcessedAt,
    string CreatedBy,
    string? IdempotencyKey,
    string? Fingerprint,
    string ProcessingState
)
{
    public string? OriginalId { get; init; }

    public string? ReversalId { get; init; }

    public long? ReversedAt { get; init; }

    public string? ReversedBy { get; init; }

    public string? ReversalReason { get; init; }

    public Movement ToMovement() =>
        new(Id, Type, Status, IdempotencyKey, CreatedBy, From, To, Amount, Currency, CreatedAt);
}

/// <summary>TransactionResponse on the wire.</summary>
internal sealed record TransactionView(
    string TransactionId,
    string FromAccountId,
    string ToAccountId,
    Money Amount,
    string Currency,
    string Type,
    string Status,
    string? Description,
    string? Reference,
    string CreatedAt,
    string? ProcessedAt,
    string CreatedBy,
    string? IdempotencyKey,
    string ProcessingState,
    string? OriginalTransactionId,
    string? ReversalTransactionId,
    string? ReversedAt,
    string? ReversedBy,
    string? ReversalReason
)
{
    private static readonly string[] NoReasons = [];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AuthorizationRequired { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AuthorizationChallengeId { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? AuthorizationExpiresAt { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<string>? AuthorizationReasons { get; init; }

    public static TransactionView Of(Transaction t, BankContract contract) =>
        new(
            t.Id,
            AccountText(t.From),
            AccountText(t.To),
            t.Amount,
            t.Currency,
            t.Type,
            t.Status,
            t.Description,
            t.Reference,
            BankTime.Local(t.CreatedAt),
            Local(t.ProcessedAt),
            t.CreatedBy,
            t.IdempotencyKey,
            t.ProcessingState,
            t.OriginalId,
            // A reversal names what it reversed in this field too.
            t.ReversalId
                ?? (t.Type == TransactionTypes.Reversal ? t.OriginalId : null),
            Local(t.ReversedAt),
            t.ReversedBy,
            t.ReversalReason
        )
        {
            AuthorizationRequired = contract == BankContract.V2 ? false : null,
            AuthorizationReasons = contract == BankContract.V2 ? NoReasons : null,
        };

    public static string AccountText(long account) =>
        account == Postings.External ? "EXTERNAL" : account.ToString(System.Globalization.CultureInfo.InvariantCulture);

    private static string? Local(long? micros) => micros is { } value ? BankTime.Local(value) : null;
}
