namespace FinancialMcp.Application;

/// <summary>When repeating a refused or failed call may help, as told to the caller in <c>retry</c>.</summary>
public static class Retry
{
    public const string Never = "never";
    public const string SameKey = "same_key";
    public const string NewKey = "new_key";
    public const string Later = "later";
    public const string AfterApproval = "after_approval";
}

/// <summary>The codes of every error a caller can see, each with the retry advice that holds unless the error says otherwise.</summary>
public static class ErrorCodes
{
    public const string AuthenticationError = "AUTHENTICATION_ERROR";
    public const string AuthorizationError = "AUTHORIZATION_ERROR";
    public const string ValidationError = "VALIDATION_ERROR";
    public const string AccountNotFound = "ACCOUNT_NOT_FOUND";
    public const string TransactionNotFound = "TRANSACTION_NOT_FOUND";
    public const string OperationNotFound = "OPERATION_NOT_FOUND";
    public const string InsufficientFunds = "INSUFFICIENT_FUNDS";
    public const string AccountFrozen = "ACCOUNT_FROZEN";
    public const string LimitExceeded = "LIMIT_EXCEEDED";
    public const string IdempotencyKeyReused = "IDEMPOTENCY_KEY_REUSED";
    public const string OperationInProgress = "OPERATION_IN_PROGRESS";
    public const string PossibleDuplicate = "POSSIBLE_DUPLICATE";
    public const string AlreadyReversed = "ALREADY_REVERSED";
    public const string NotReversible = "NOT_REVERSIBLE";
    public const string ToolDisabled = "TOOL_DISABLED";
    public const string EmergencyStop = "EMERGENCY_STOP";
    public const string RateLimitExceeded = "RATE_LIMIT_EXCEEDED";
    public const string ServiceUnavailable = "SERVICE_UNAVAILABLE";
    public const string AuditUnavailable = "AUDIT_UNAVAILABLE";
    public const string InternalError = "INTERNAL_ERROR";

    /// <summary>Those of which neither the caller nor a rule is the cause: our fault, or the bank's. Every other one refuses.</summary>
    public static IReadOnlyList<string> Faults { get; } = [ServiceUnavailable, AuditUnavailable, InternalError];

    /// <summary>Code to retry advice; the keys are all codes there are.</summary>
    public static IReadOnlyDictionary<string, string> RetryOf { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [AuthenticationError] = Retry.Never,
            [AuthorizationError] = Retry.Never,
            [ValidationError] = Retry.Never,
            [AccountNotFound] = Retry.Never,
            [TransactionNotFound] = Retry.Never,
            [OperationNotFound] = Retry.Never,
            [InsufficientFunds] = Retry.NewKey,
            [AccountFrozen] = Retry.NewKey,
            [LimitExceeded] = Retry.NewKey,
            [IdempotencyKeyReused] = Retry.NewKey,
            [OperationInProgress] = Retry.SameKey,
            [PossibleDuplicate] = Retry.Never,
            [AlreadyReversed] = Retry.Never,
            [NotReversible] = Retry.Never,
            [ToolDisabled] = Retry.Later,
            [EmergencyStop] = Retry.Later,
            [RateLimitExceeded] = Retry.Later,
            [ServiceUnavailable] = Retry.SameKey,
            [AuditUnavailable] = Retry.SameKey,
            [InternalError] = Retry.Never,
        };
}
