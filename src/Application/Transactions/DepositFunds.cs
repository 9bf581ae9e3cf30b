using System.ComponentModel;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Transactions;

/// <summary>Brings money into an account from outside the bank, while the bank takes deposits.</summary>
[RequirePermission(Permissions.TransactionCreate)]
public sealed record DepositFunds(
    [property: Description("The account to credit; yours.")] AccountId AccountId,
    [property: Description("0.01 to 999999.99.")] Amount Amount,
    [property: Description("The account's, if given.")] CurrencyCode? Currency,
    string? Description,
    IdempotencyKey IdempotencyKey,
    [property: Description(ArgumentTexts.ConfirmDistinctFrom)] OperationId? ConfirmDistinctFrom
) : IChange;

internal sealed class DepositFundsValidator : AbstractValidator<DepositFunds>
{
    public DepositFundsValidator()
    {
        RuleFor(request => request.Amount).ToMove();
        RuleFor(request => request.Description).FreeText();
    }
}

internal sealed class DepositFundsHandler(OperationRunner operations, AccountAccess accounts, ITransactionGateway bank)
    : IRequestHandler<DepositFunds, OperationReceipt>
{
    public async ValueTask<OperationReceipt> Handle(DepositFunds request, CancellationToken cancellationToken) =>
        await operations.RunAsync(
            request,
            async () =>
            {
                var account = await accounts.RequireAsync(request.AccountId, cancellationToken);
                account.MustBeOpen();
                var amount = request.Amount.In(account, request.Currency);
                if (!await bank.TakesDepositsAsync(cancellationToken))
                {
                    throw new AppException(ErrorCodes.ToolDisabled, "The bank takes no deposits at present.");
                }

                return new Deposit(account.Id, amount, request.Description);
            },
            cancellationToken
        );
}
