using System.ComponentModel;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Transactions;

/// <summary>
/// Moves a completed transaction's whole sum back. The bank allows it once, within 30 days, while the beneficiary has
/// the funds.
/// </summary>
[RequirePermission(Permissions.TransactionReverse)]
public sealed record ReverseTransaction(
    [property: Description("The transaction to reverse.")] TransactionId TransactionId,
    [property: Description("Why, for the record.")] string Reason,
    IdempotencyKey IdempotencyKey
) : IChange;

internal sealed class ReverseTransactionValidator : AbstractValidator<ReverseTransaction>
{
    public ReverseTransactionValidator() => RuleFor(request => request.Reason).Reason();
}

internal sealed class ReverseTransactionHandler(OperationRunner operations, TransactionAccess transactions)
    : IRequestHandler<ReverseTransaction, OperationReceipt>
{
    public async ValueTask<OperationReceipt> Handle(ReverseTransaction request, CancellationToken cancellationToken) =>
        await operations.RunAsync(
            request,
            async () =>
            {
                var original = await transactions.RequireAsync(request.TransactionId, cancellationToken);
                MustBeReversible(original);
                return new Reversal(original.Id, original.Amount, original.To, original.From, request.Reason);
            },
            cancellationToken
        );

    private static void MustBeReversible(BankTransaction original)
    {
        if (original.Type == TransactionType.Reversal || original.Original is not null)
        {
            throw NotReversible("A reversal cannot be reversed.");
        }

        if (original.Status == TransactionStatus.Reversed || original.Reversal is not null)
        {
            throw new AppException(ErrorCodes.AlreadyReversed, "The transaction has been reversed already.");
        }

        if (original.Status != TransactionStatus.Completed)
        {
            throw NotReversible("Only a completed transaction can be reversed.");
        }
    }

    private static AppException NotReversible(string message) => new(ErrorCodes.NotReversible, message);
}
