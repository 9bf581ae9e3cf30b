namespace FinancialMcp.Domain.Operations;

/// <summary>Where an operation stands. The numbers are stored: never reuse or reorder them.</summary>
public enum OperationState
{
    /// <summary>Waits for people; nothing was sent.</summary>
    PendingApproval = 1,

    /// <summary>Approved, waits for its dispatch.</summary>
    Ready = 2,

    /// <summary>An attempt holds the lease and may be on the wire.</summary>
    Dispatching = 3,

    /// <summary>The bank accepted it and has not settled it yet.</summary>
    AwaitingBackend = 4,

    /// <summary>Nobody knows yet whether the bank did it.</summary>
    InDoubt = 5,

    /// <summary>No look-up can decide; people must.</summary>
    NeedsOperator = 6,

    Succeeded = 10,
    Failed = 11,
    Denied = 12,
    Rejected = 13,
    Expired = 14,
    Cancelled = 15,
}
