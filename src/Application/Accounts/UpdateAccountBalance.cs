using System.ComponentModel;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Accounts;

/// <summary>
/// Corrects a balance that people have found wrong. Off until the policy switches it on, always held for approval, and
/// sent only while the balance is still the expected one.
/// </summary>
[OnlyIn(BankContract.V1)]
[RequirePermission(Permissions.AccountBalanceUpdate)]
public sealed record UpdateAccountBalance(
    AccountId AccountId,
    Amount NewBalance,
    [property: Description("The balance that is wrong; nothing is sent if it is another by then.")]
        Amount ExpectedBalance,
    [property: Description("Why, for the record.")] string Reason,
    IdempotencyKey IdempotencyKey
) : IChange;

internal sealed class UpdateAccountBalanceValidator : AbstractValidator<UpdateAccountBalance>
{
    public UpdateAccountBalanceValidator()
    {
        RuleFor(request => request.Reason).Reason();
        RuleFor(request => request.NewBalance)
            .NotEqual(request => request.ExpectedBalance)
            .WithMessage("Must differ from expected_balance.");
    }
}

internal sealed class UpdateAccountBalanceHandler(OperationRunner operations, AccountAccess accounts)
    : IRequestHandler<UpdateAccountBalance, OperationReceipt>
{
    public async ValueTask<OperationReceipt> Handle(
        UpdateAccountBalance request,
        CancellationToken cancellationToken
    ) =>
        await operations.RunAsync(
            request,
            async () =>
            {
                var account = await accounts.RequireAsync(request.AccountId, cancellationToken);
                account.MustBeOpen();
                var expected = request.ExpectedBalance.In(account, asked: null, "expected_balance");
                if (account.Balance != expected)
                {
                    throw new AppException([
                        new Problem("expected_balance", "The account has another balance. Read it again."),
                    ]);
                }

                return new CorrectBalance(
                    account.Id,
                    expected,
                    request.NewBalance.In(account, asked: null, "new_balance"),
                    account.Type,
                    account.OwnerId,
                    account.CreditLimit,
                    account.DueDate,
                    request.Reason
                );
            },
            cancellationToken
        );
}
