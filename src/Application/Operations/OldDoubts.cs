using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Operations;

/// <summary>
/// Which doubts are for people: those that no look can end, and those that have stood for so long that somebody must
/// see them.
/// </summary>
internal static class OldDoubts
{
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(15);

    /// <summary>Since when the bank may have done it and nobody knows; a wait for people's approval does not count.</summary>
    public static DateTimeOffset SinceOf(Operation operation) =>
        operation.DoubtSince ?? operation.SentUntil ?? operation.UpdatedAt;

    public static bool IsForPeople(Operation operation, DateTimeOffset now) =>
        operation.State switch
        {
            OperationState.NeedsOperator => true,
            OperationState.InDoubt or OperationState.AwaitingBackend => now - SinceOf(operation) >= Patience,
            _ => false,
        };

    /// <summary>The operation. Throws <see cref="AppException"/> OPERATION_NOT_FOUND when there is none.</summary>
    public static async Task<Operation> RequireDoubtAsync(
        this IOperationStore store,
        OperationId id,
        CancellationToken cancellationToken
    ) =>
        await store.FindAsync(id, cancellationToken)
        ?? throw new AppException(
            ErrorCodes.OperationNotFound,
            "There is no such operation. Read the list of doubts again."
        );

    /// <summary>Throws <see cref="AppException"/> VALIDATION_ERROR when people have nothing to decide about it.</summary>
    public static void MustBeForPeople(Operation operation, DateTimeOffset now)
    {
        if (!IsForPeople(operation, now))
        {
            throw new AppException(
                ErrorCodes.ValidationError,
                operation.State.IsFinal()
                    ? $"It is {operation.State.WireName()}: nothing is left to decide. Read the list of doubts again."
                    : $"It is {operation.State.WireName()}, and the server is still finding out by itself. People decide what "
                        + $"needs an operator, or has been in doubt for {Patience.TotalMinutes:0} minutes."
            )
            {
                OperationId = operation.Id.ToString(),
            };
        }
    }
}
