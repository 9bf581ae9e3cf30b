namespace FinancialMcp.Domain.Operations;

/// <summary>The allowed moves between states, their wire names, and which states are final.</summary>
public static class OperationStates
{
    private static readonly Dictionary<OperationState, (string Name, OperationState[] Next)> Table = new()
    {
        [OperationState.PendingApproval] = (
            "pending_approval",
            [OperationState.Ready, OperationState.Rejected, OperationState.Expired, OperationState.Cancelled]
        ),
        [OperationState.Ready] = (
            "approved",
            [
                OperationState.Dispatching,
                OperationState.Denied,
                OperationState.Expired,
                OperationState.PendingApproval,
                OperationState.Cancelled,
            ]
        ),
        [OperationState.Dispatching] = (
            "in_progress",
            [
                OperationState.Succeeded,
                OperationState.Failed,
                OperationState.AwaitingBackend,
                OperationState.InDoubt,
                OperationState.NeedsOperator,
            ]
        ),
        [OperationState.AwaitingBackend] = (
            "awaiting_bank",
            [OperationState.Succeeded, OperationState.Failed, OperationState.InDoubt, OperationState.NeedsOperator]
        ),
        [OperationState.InDoubt] = (
            "in_doubt",
            [
                OperationState.Succeeded,
                OperationState.Failed,
                OperationState.AwaitingBackend,
                OperationState.NeedsOperator,
            ]
        ),
        [OperationState.NeedsOperator] = ("needs_operator", [OperationState.Succeeded, OperationState.Failed]),
        [OperationState.Succeeded] = ("succeeded", []),
        [OperationState.Failed] = ("failed", []),
        [OperationState.Denied] = ("denied", []),
        [OperationState.Rejected] = ("rejected", []),
        [OperationState.Expired] = ("expired", []),
        [OperationState.Cancelled] = ("cancelled", []),
    };

    /// <summary>A final state is never left again: the store guards it by condition and by trigger.</summary>
    public static bool IsFinal(this OperationState state) => Table[state].Next.Length == 0;

    public static bool Allows(this OperationState from, OperationState to) => Table[from].Next.Contains(to);

    /// <summary>The name callers see in a receipt's <c>status</c>.</summary>
    public static string WireName(this OperationState state) => Table[state].Name;
}
