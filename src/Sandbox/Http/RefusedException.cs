namespace FinancialMcp.Sandbox.Http;

/// <summary>Why a call was refused; each service turns a reason into its own status and body.</summary>
internal enum RefusalReason
{
    /// <summary>Something named in the call does not exist or does not fit: 404 from accounts, 400 from transactions.</summary>
    IllegalArgument,
    Validation,
    MalformedBody,
    UnsupportedMedia,
    BadCredentials,
    Forbidden,
    MethodNotAllowed,
    State,
    AlreadyReversed,
    InsufficientFunds,
    SpendingLimit,

    /// <summary>What the services answer with 500 although the caller is to blame (a bad number, enum or date).</summary>
    Unexpected,
}

/// <summary>An expected refusal. The message is what the service's contract says, word for word where it is known.</summary>
internal sealed class RefusedException : Exception
{
    public RefusedException(RefusalReason reason, string message)
        : base(message)
    {
        Reason = reason;
    }

    public RefusalReason Reason { get; }

    /// <summary>Field and message of each problem, in the order found, for <see cref="RefusalReason.Validation"/>.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Fields { get; init; } = [];

    /// <summary>The transaction that was already reversed, for <see cref="RefusalReason.AlreadyReversed"/>.</summary>
    public string? TransactionId { get; init; }
}
