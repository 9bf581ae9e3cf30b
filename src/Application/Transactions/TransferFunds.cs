using System.ComponentModel;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Transactions;

/// <summary>Moves money from the caller's account to any account that can receive it.</summary>
[RequirePermission(Permissions.TransactionCreate)]
public sealed record TransferFunds(
    [property: Description("The account to debit; yours.")] AccountId FromAccountId,
    [property: Description("The account to credit; anybody's.")] AccountId ToAccountId,
    [property: Description("0.01 to 999999.99.")] Amount Amount,
    [property: Description("The debited account's, if given.")] CurrencyCode? Currency,
    string? Description,
    IdempotencyKey IdempotencyKey,
    [property: Description(ArgumentTexts.ConfirmDistinctFrom)] OperationId? ConfirmDistinctFrom
) : IChange;

internal sealed class TransferFundsValidator : AbstractValidator<TransferFunds>
{
    public TransferFundsValidator()
    {
        RuleFor(request => request.Amount).ToMove();
        RuleFor(request => request.Description).FreeText();
        RuleFor(request => request.ToAccountId)
            .NotEqual(request => request.FromAccountId)
            .WithMessage("Must differ from from_account_id.");
    }
}

internal sealed class TransferFundsHandler(OperationRunner operations, AccountAccess accounts)
    : IRequestHandler<TransferFunds, OperationReceipt>
{
    public async ValueTask<OperationReceipt> Handle(TransferFunds request, CancellationToken cancellationToken) =>
        await operations.RunAsync(
            request,
            async () =>
            {
                var source = await accounts.RequireAsync(request.FromAccountId, cancellationToken);
                source.MustBeDebitable("from_account_id");
                var amount = request.Amount.In(source, request.Currency);
                return new Transfer(source.Id, request.ToAccountId, amount, request.Description);
            },
            cancellationToken
        );
}
