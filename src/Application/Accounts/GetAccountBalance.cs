using System.ComponentModel;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Accounts;

/// <summary>What an account holds, and what of it can be spent.</summary>
[RequirePermission(Permissions.AccountRead)]
public sealed record GetAccountBalance([property: Description("The account's number.")] AccountId AccountId)
    : IRequest<AccountBalance>;

/// <summary>An account's balances. Sums are decimal text in <see cref="Currency"/>.</summary>
public sealed record AccountBalance
{
    public required string AccountId { get; init; }
    public required string Balance { get; init; }

    [Description("What can be spent now.")]
    public required string AvailableBalance { get; init; }
    public required string Currency { get; init; }

    [Description("When the bank was asked, UTC.")]
    public required DateTimeOffset AsOf { get; init; }
}

internal sealed class GetAccountBalanceValidator : AbstractValidator<GetAccountBalance>;

internal sealed class GetAccountBalanceHandler(AccountAccess accounts, TimeProvider time)
    : IRequestHandler<GetAccountBalance, AccountBalance>
{
    public async ValueTask<AccountBalance> Handle(GetAccountBalance request, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var account = await accounts.RequireAsync(request.AccountId, cancellationToken);
        return new AccountBalance
        {
            AccountId = account.Id.ToString(),
            Balance = account.Balance.ToString(),
            AvailableBalance = account.Available.ToString(),
            Currency = account.Currency.ToString(),
            AsOf = asked,
        };
    }
}
