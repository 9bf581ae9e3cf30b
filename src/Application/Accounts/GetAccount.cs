using System.ComponentModel;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Accounts;

/// <summary>One account with its balances and status.</summary>
[RequirePermission(Permissions.AccountRead)]
public sealed record GetAccount([property: Description("The account's number.")] AccountId AccountId)
    : IRequest<AccountView>;

internal sealed class GetAccountValidator : AbstractValidator<GetAccount>;

internal sealed class GetAccountHandler(AccountAccess accounts) : IRequestHandler<GetAccount, AccountView>
{
    public async ValueTask<AccountView> Handle(GetAccount request, CancellationToken cancellationToken) =>
        AccountView.Of(await accounts.RequireAsync(request.AccountId, cancellationToken));
}
