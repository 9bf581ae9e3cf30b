using System.ComponentModel;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Operations;

/// <summary>Where an operation of the caller's stands. Asks nobody but our own store, and changes nothing.</summary>
[RequirePermission(Permissions.TransactionRead)]
public sealed record GetOperation(
    [property: Description("From a receipt; or idempotency_key.")] OperationId? OperationId,
    [property: Description("The key the change was asked for with; or operation_id.")] IdempotencyKey? IdempotencyKey
) : IRequest<OperationReceipt>;

internal sealed class GetOperationValidator : AbstractValidator<GetOperation>
{
    public GetOperationValidator() =>
        RuleFor(request => request.OperationId)
            .Must((request, id) => id is null != request.IdempotencyKey is null)
            .WithMessage("Give exactly one of operation_id and idempotency_key.")
            .AcrossArguments();
}

internal sealed class GetOperationHandler(IOperationStore store, Receipts receipts, CallContext context)
    : IRequestHandler<GetOperation, OperationReceipt>
{
    public async ValueTask<OperationReceipt> Handle(GetOperation request, CancellationToken cancellationToken)
    {
        var principal = context.Caller.Principal;
        var operation = request.OperationId is { } id
            ? await store.FindAsync(id, cancellationToken)
            : await store.FindByKeyAsync(
                principal,
                OperationRunner.KeyHash(request.IdempotencyKey.GetValueOrDefault()),
                cancellationToken
            );
        if (operation is null || operation.Principal != principal)
        {
            throw new AppException(ErrorCodes.OperationNotFound, "You have no such operation.");
        }

        context.OperationId = operation.Id;
        return receipts.Of(operation, replayed: false);
    }
}
