using System.ComponentModel;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Accounts;

/// <summary>
/// Closes an empty account. Contract v1 deletes it whatever it holds, so the balance is read and judged here.
/// </summary>
[RequirePermission(Permissions.AccountDelete)]
public sealed record DeleteAccount(
    AccountId AccountId,
    [property: Description("Why, for the record.")] string Reason,
    IdempotencyKey IdempotencyKey
) : IChange;

internal sealed class DeleteAccountValidator : AbstractValidator<DeleteAccount>
{
    public DeleteAccountValidator() => RuleFor(request => request.Reason).Reason();
}

internal sealed class DeleteAccountHandler(OperationRunner operations, AccountAccess accounts)
    : IRequestHandler<DeleteAccount, OperationReceipt>
{
    public async ValueTask<OperationReceipt> Handle(DeleteAccount request, CancellationToken cancellationToken) =>
        await operations.RunAsync(
            request,
            async () =>
            {
                var account = await accounts.RequireAsync(request.AccountId, cancellationToken);
                account.MustBeOpen();
                if (account.Balance.Minor != 0 || account.Available.Minor != 0)
                {
                    throw new AppException([
                        new Problem("account_id", "A balance is left on the account: move it first."),
                    ]);
                }

                return new CloseAccount(account.Id, request.Reason);
            },
            cancellationToken
        );
}
