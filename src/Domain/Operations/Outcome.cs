namespace FinancialMcp.Domain.Operations;

/// <summary>
/// The outcome of one attempt: its class, for a refusal the caller's error code and a message that is safe to show,
/// and for a success what the bank returned, as the result's JSON.
/// </summary>
public sealed record Outcome(
    OutcomeClass Class,
    string? ErrorCode,
    string? Message,
    string? BackendTransactionId,
    string? Result
)
{
    public static Outcome Succeeded(string? backendTransactionId, string result) =>
        new(OutcomeClass.Succeeded, null, null, backendTransactionId, result);

    public static Outcome NotExecuted(string errorCode, string message) =>
        new(OutcomeClass.NotExecuted, errorCode, message, null, null);

    public static Outcome Unknown() => new(OutcomeClass.Unknown, null, null, null, null);

    /// <summary>People must decide; what an earlier outcome knew of the bank's row is kept.</summary>
    public static Outcome ForPeople(Outcome? known) =>
        new(OutcomeClass.NeedsOperator, null, null, known?.BackendTransactionId, null);

    /// <summary>The state an operation that was dispatching moves to.</summary>
    public OperationState State =>
        Class switch
        {
            OutcomeClass.Succeeded => OperationState.Succeeded,
            OutcomeClass.NotExecuted => OperationState.Failed,
            OutcomeClass.Accepted => OperationState.AwaitingBackend,
            OutcomeClass.NeedsOperator => OperationState.NeedsOperator,
            _ => OperationState.InDoubt,
        };
}
