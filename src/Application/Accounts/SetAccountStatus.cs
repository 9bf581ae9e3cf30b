using System.ComponentModel;
using FinancialMcp.Application.Operations;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FinancialMcp.Domain.Operations;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Accounts;

/// <summary>The statuses that can be set; an account is closed by delete_account only.</summary>
public enum SettableStatus
{
    Active,
    Frozen,
}

/// <summary>Freezes an account, so that nothing can be taken from it, or releases it.</summary>
[RequirePermission(Permissions.AccountStatus)]
public sealed record SetAccountStatus(
    AccountId AccountId,
    SettableStatus Status,
    [property: Description("Why, for the record.")] string Reason,
    IdempotencyKey IdempotencyKey
) : IChange;

internal sealed class SetAccountStatusValidator : AbstractValidator<SetAccountStatus>
{
    public SetAccountStatusValidator() => RuleFor(request => request.Reason).Reason();
}

internal sealed class SetAccountStatusHandler(OperationRunner operations, AccountAccess accounts)
    : IRequestHandler<SetAccountStatus, OperationReceipt>
{
    public async ValueTask<OperationReceipt> Handle(SetAccountStatus request, CancellationToken cancellationToken) =>
        await operations.RunAsync(
            request,
            async () =>
            {
                var account = await accounts.RequireAsync(request.AccountId, cancellationToken);
                account.MustBeOpen();
                var status = request.Status == SettableStatus.Frozen ? AccountStatus.Frozen : AccountStatus.Active;
                return new SetStatus(account.Id, status, request.Reason);
            },
            cancellationToken
        );
}
