using System.ComponentModel;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Accounts;

/// <summary>The accounts the caller can use, oldest first: the own ones, or for staff everybody's.</summary>
[RequirePermission(Permissions.AccountRead)]
public sealed record ListAccounts(
    [property: Description("Whose accounts; yours, unless you are staff.")] string? OwnerId,
    AccountType? AccountType,
    AccountStatus? Status,
    [property: Description("From 0.")] int? Page,
    [property: Description("Default 20.")] int? Size
) : IRequest<AccountPage>;

/// <summary>One page of accounts. Pages count from 0.</summary>
public sealed record AccountPage
{
    public required IReadOnlyList<AccountView> Accounts { get; init; }
    public required int Page { get; init; }
    public required int Size { get; init; }
    public required long TotalElements { get; init; }
    public required int TotalPages { get; init; }
}

internal sealed class ListAccountsValidator : AbstractValidator<ListAccounts>
{
    public ListAccountsValidator()
    {
        RuleFor(request => request.OwnerId).BankUser();
        RuleFor(request => request.Page).PageNumber();
        RuleFor(request => request.Size).PageSize();
    }
}

internal sealed class ListAccountsHandler(
    IAccountGateway bank,
    BackendIdentities identities,
    BankContract contract,
    CallContext context
) : IRequestHandler<ListAccounts, AccountPage>
{
    public async ValueTask<AccountPage> Handle(ListAccounts request, CancellationToken cancellationToken)
    {
        var page = request.Page ?? 0;
        var size = request.Size ?? ArgumentRules.DefaultPageSize;
        var owner = context.ActsForOthers ? request.OwnerId : context.Caller.BackendSubject;
        if (IsSurelyEmpty(request, owner))
        {
            return PageOf(new BankPage<BankAccount>([], page, size, 0, 0));
        }

        var filter = new AccountFilter(owner, request.AccountType, request.Status, page, size);
        var found = await bank.ListAsync(filter, identities.Of(context), cancellationToken);

        // Whatever the bank understood by the filter, and whatever token it was shown.
        return context.ActsForOthers
            ? PageOf(found)
            : PageOf(found with { Items = [.. found.Items.Where(account => account.OwnerId == owner)] });
    }

    /// <summary>
    /// Somebody else's accounts are none to a caller who sees only the own; and contract v1, which deletes accounts
    /// instead of closing them, knows no such status to ask for.
    /// </summary>
    private bool IsSurelyEmpty(ListAccounts request, string? owner) =>
        (request.OwnerId is { } asked && !string.Equals(asked, owner, StringComparison.Ordinal))
        || (request.Status == AccountStatus.Closed && contract == BankContract.V1);

    private static AccountPage PageOf(BankPage<BankAccount> page) =>
        new()
        {
            Accounts = [.. page.Items.Select(AccountView.Of)],
            Page = page.Page,
            Size = page.Size,
            TotalElements = page.TotalElements,
            TotalPages = page.TotalPages,
        };
}
