using System.ComponentModel;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Transactions;

/// <summary>
/// Searches what the caller initiated, or for staff everything. What others sent to the caller is in
/// get_transaction_history only: the bank's search hides it.
/// </summary>
[RequirePermission(Permissions.QuerySearch)]
public sealed record SearchTransactions(
    [property: Description("Either side.")] AccountId? AccountId,
    TransactionType? TransactionType,
    TransactionStatus? Status,
    Amount? MinAmount,
    Amount? MaxAmount,
    [property: Description("First day, UTC.")] DateOnly? StartDate,
    [property: Description("Last day, UTC.")] DateOnly? EndDate,
    string? DescriptionContains,
    [property: Description("Exact.")] string? Reference,
    [property: Description("From 0.")] int? Page,
    [property: Description("Default 20.")] int? Size
) : IRequest<TransactionSearchResult>;

/// <summary>What a search looked through.</summary>
public enum SearchScope
{
    /// <summary>What this caller's bank user initiated.</summary>
    InitiatedByYou,

    /// <summary>Whoever initiated it, of the account that was named or of all.</summary>
    Everything,
}

/// <summary>One page of what a search found. Pages count from 0.</summary>
public sealed record TransactionSearchResult
{
    public required IReadOnlyList<TransactionView> Transactions { get; init; }
    public required int Page { get; init; }
    public required int Size { get; init; }
    public required long TotalElements { get; init; }
    public required int TotalPages { get; init; }

    [Description("INITIATED_BY_YOU: incoming transactions are in get_transaction_history only.")]
    public required SearchScope Scope { get; init; }
}

internal sealed class SearchTransactionsValidator : AbstractValidator<SearchTransactions>
{
    private const int ReferenceLength = 100;

    public SearchTransactionsValidator()
    {
        RuleFor(request => request.MaxAmount)
            .Must((request, most) => most is null || request.MinAmount is not { } least || most >= least)
            .WithMessage("Must not be less than min_amount.")
            .AcrossArguments();
        RuleFor(request => request.EndDate).NotBefore(request => request.StartDate);
        RuleFor(request => request.DescriptionContains).FreeText();
        RuleFor(request => request.Reference)
            .MaximumLength(ReferenceLength)
            .WithMessage($"Must be at most {ReferenceLength} characters.")
            .FreeText();
        RuleFor(request => request.Page).PageNumber();
        RuleFor(request => request.Size).PageSize();
    }
}

internal sealed class SearchTransactionsHandler(
    AccountAccess accounts,
    ITransactionGateway bank,
    BackendIdentities identities,
    CallContext context
) : IRequestHandler<SearchTransactions, TransactionSearchResult>
{
    public async ValueTask<TransactionSearchResult> Handle(
        SearchTransactions request,
        CancellationToken cancellationToken
    )
    {
        if (request.AccountId is { } account)
        {
            await accounts.RequireAsync(account, cancellationToken);
        }
        else if (!identities.AreShown && !context.ActsForOthers)
        {
            // The bank would search through everybody's.
            throw new AppException([
                new Problem("account_id", "Is needed: only the transactions of one account can be searched here."),
            ]);
        }

        var found = await bank.SearchAsync(
            SearchOf(request),
            request.Page ?? 0,
            request.Size ?? ArgumentRules.DefaultPageSize,
            identities.Of(context),
            cancellationToken
        );
        return new TransactionSearchResult
        {
            Transactions = [.. found.Items.Select(TransactionView.Of)],
            Page = found.Page,
            Size = found.Size,
            TotalElements = found.TotalElements,
            TotalPages = found.TotalPages,
            Scope = context.ActsForOthers || !identities.AreShown ? SearchScope.Everything : SearchScope.InitiatedByYou,
        };
    }

    private static TransactionSearch SearchOf(SearchTransactions request)
    {
        var period = Period.OfDays(request.StartDate, request.EndDate);
        return new TransactionSearch
        {
            Account = request.AccountId,
            Type = request.TransactionType,
            Status = request.Status,
            MinAmount = request.MinAmount,
            MaxAmount = request.MaxAmount,
            Start = period.From,
            End = period.Until?.AddTicks(-1),
            DescriptionContains = request.DescriptionContains,
            Reference = request.Reference,
        };
    }
}
