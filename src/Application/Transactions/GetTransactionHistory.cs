using System.ComponentModel;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Transactions;

/// <summary>Everything that touched an account, newest first, whoever initiated it.</summary>
[RequirePermission(Permissions.QueryHistory)]
public sealed record GetTransactionHistory(
    AccountId AccountId,
    [property: Description("From 0.")] int? Page,
    [property: Description("Default 20.")] int? Size,
    [property: Description("First day, UTC.")] DateOnly? StartDate,
    [property: Description("Last day, UTC.")] DateOnly? EndDate
) : IRequest<TransactionHistory>;

/// <summary>One page of an account's history. Pages count from 0, over the transactions of the dates asked for.</summary>
public sealed record TransactionHistory
{
    public required IReadOnlyList<TransactionView> Transactions { get; init; }
    public required int Page { get; init; }
    public required int Size { get; init; }
    public required long TotalElements { get; init; }
    public required int TotalPages { get; init; }

    [Description("True: too long to read whole; its oldest part and the totals are missing it. Ask for fewer days.")]
    public required bool Truncated { get; init; }
}

internal sealed class GetTransactionHistoryValidator : AbstractValidator<GetTransactionHistory>
{
    public GetTransactionHistoryValidator()
    {
        RuleFor(request => request.Page).PageNumber();
        RuleFor(request => request.Size).PageSize();
        RuleFor(request => request.EndDate).NotBefore(request => request.StartDate);
    }
}

internal sealed class GetTransactionHistoryHandler(
    AccountAccess accounts,
    AccountHistory history,
    ITransactionGateway bank,
    BackendIdentities identities,
    CallContext context
) : IRequestHandler<GetTransactionHistory, TransactionHistory>
{
    public async ValueTask<TransactionHistory> Handle(
        GetTransactionHistory request,
        CancellationToken cancellationToken
    )
    {
        var account = await accounts.RequireAsync(request.AccountId, cancellationToken);
        var page = request.Page ?? 0;
        var size = request.Size ?? ArgumentRules.DefaultPageSize;
        var period = Period.OfDays(request.StartDate, request.EndDate);
        if (period.IsEverything)
        {
            return PageOf(await bank.HistoryAsync(account.Id, page, size, identities.Of(context), cancellationToken));
        }

        var window = await history.ReadAsync(account.Id, period, cancellationToken);
        var count = window.Transactions.Count;
        var items = window.Transactions.Skip(page * size).Take(size).ToList();
        var totalPages = (count + size - 1) / size;
        return PageOf(new BankPage<BankTransaction>(items, page, size, count, totalPages), window.IsTruncated);
    }

    private static TransactionHistory PageOf(BankPage<BankTransaction> page, bool isTruncated = false) =>
        new()
        {
            Transactions = [.. page.Items.Select(TransactionView.Of)],
            Page = page.Page,
            Size = page.Size,
            TotalElements = page.TotalElements,
            TotalPages = page.TotalPages,
            Truncated = isTruncated,
        };
}
