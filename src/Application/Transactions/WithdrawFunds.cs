using System.ComponentModel;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Transactions;

/// <summary>Takes money out of an account, to outside the bank.</summary>
[RequirePermission(Permissions.TransactionCreate)]
public sealed record WithdrawFunds(
    [property: Description("The account to debit; yours.")] AccountId AccountId,
    [property: Description("0.01 to 999999.99.")] Amount Amount,
    [property: Description("The account's, if given.")] CurrencyCode? Currency,
    string? Description,
    IdempotencyKey IdempotencyKey,
    [property: Description(ArgumentTexts.ConfirmDistinctFrom)] OperationId? ConfirmDistinctFrom
) : IChange;

internal sealed class WithdrawFundsValidator : AbstractValidator<WithdrawFunds>
{
    public WithdrawFundsValidator()
    {
        RuleFor(request => request.Amount).ToMove();
        RuleFor(request => request.Description).FreeText();
    }
}

internal sealed class WithdrawFundsHandler(OperationRunner operations, AccountAccess accounts)
    : IRequestHandler<WithdrawFunds, OperationReceipt>
{
    public async ValueTask<OperationReceipt> Handle(WithdrawFunds request, CancellationToken cancellationToken) =>
        await operations.RunAsync(
            request,
            async () =>
            {
                var account = await accounts.RequireAsync(request.AccountId, cancellationToken);
                account.MustBeDebitable();
                var amount = request.Amount.In(account, request.Currency);
                return new Withdrawal(account.Id, amount, request.Description);
            },
            cancellationToken
        );
}
