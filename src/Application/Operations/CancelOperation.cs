using System.ComponentModel;
using FinancialMcp.Application.Audit;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Operations;

/// <summary>
/// Cancels an operation of the caller's that waits for people. What is already being carried out cannot be cancelled;
/// cancelling twice is the same as once.
/// </summary>
[RequirePermission(Permissions.TransactionCreate)]
public sealed record CancelOperation(
    [property: Description("From the receipt of the operation that waits.")] OperationId OperationId
) : IRequest<OperationReceipt>;

internal sealed class CancelOperationValidator : AbstractValidator<CancelOperation>;

internal sealed class CancelOperationHandler(
    IOperationStore store,
    AuditRecords records,
    Receipts receipts,
    CallContext context,
    TimeProvider time
) : IRequestHandler<CancelOperation, OperationReceipt>
{
    private const int MostTries = 10;

    public async ValueTask<OperationReceipt> Handle(CancelOperation request, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MostTries; tries++)
        {
            var operation = await store.FindAsync(request.OperationId, cancellationToken);
            if (operation is null || operation.Principal != context.Caller.Principal)
            {
                throw new AppException(ErrorCodes.OperationNotFound, "You have no such operation.");
            }

            context.OperationId = operation.Id;
            if (operation.State == OperationState.Cancelled)
            {
                return receipts.Of(operation, replayed: false);
            }

            if (operation.State is not (OperationState.PendingApproval or OperationState.Ready))
            {
                throw new AppException(
                    ErrorCodes.ValidationError,
                    $"Only an operation that waits for approval can be cancelled; this one is {operation.State.WireName()}. "
                        + "get_operation tells more."
                )
                {
                    OperationId = operation.Id.ToString(),
                };
            }

            var cancelled = operation.Ended(OperationState.Cancelled, null, time.GetUtcNow());
            var record = records.OfOperation(AuditCode.OperationEnded, cancelled);
            if (await store.MoveAsync(new Move(operation, cancelled, record)))
            {
                context.IsRecorded = true;
                OperationDispatch.Count(cancelled);
                return receipts.Of(cancelled, replayed: false);
            }
        }

        throw new StoreUnavailableException("Others keep moving the same operation. Nothing was cancelled.");
    }
}
