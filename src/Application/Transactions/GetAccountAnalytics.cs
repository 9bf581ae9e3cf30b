using System.ComponentModel;
using FinancialMcp.Application.Accounts;
using FinancialMcp.Application.Security;
using FinancialMcp.Domain;
using FluentValidation;
using Mediator;

namespace FinancialMcp.Application.Transactions;

/// <summary>What moved on an account in the last days, computed from its history.</summary>
[RequirePermission(Permissions.QueryAnalytics)]
public sealed record GetAccountAnalytics(
    AccountId AccountId,
    [property: Description("Days up to and with today, UTC; default 30.")] int? PeriodDays,
    [property: Description("Also the course over time: by day up to 31 days, else by month.")] bool? IncludeTrends
) : IRequest<AccountAnalytics>;

/// <summary>An account's figures of a period, per currency. Sums are decimal text; days are UTC.</summary>
public sealed record AccountAnalytics
{
    public required string AccountId { get; init; }
    public required int PeriodDays { get; init; }
    public required DateOnly StartDate { get; init; }
    public required DateOnly EndDate { get; init; }
    public required IReadOnlyList<CurrencyFigures> Currencies { get; init; }

    [Description("True: too long to read whole; the figures leave out its oldest part. Ask for fewer days.")]
    public required bool Truncated { get; init; }
}

/// <summary>Figures in one currency. Volumes count what moved: completed transactions, also those reversed later.</summary>
public sealed record CurrencyFigures
{
    public required string Currency { get; init; }

    [Description("Of every status.")]
    public required int TransactionCount { get; init; }

    [Description("Those that moved money.")]
    public required int CompletedCount { get; init; }

    [Description("Completed, of those that have ended; 0 to 1. Null: none has.")]
    public required string? SuccessRate { get; init; }
    public required string TotalVolume { get; init; }
    public required int IncomingCount { get; init; }
    public required string IncomingVolume { get; init; }
    public required int OutgoingCount { get; init; }
    public required string OutgoingVolume { get; init; }

    [Description("Incoming less outgoing.")]
    public required string Net { get; init; }

    [Description("Rounded to the currency's smallest unit, halves to even. Null: nothing moved.")]
    public required string? Average { get; init; }
    public required string? Largest { get; init; }
    public required string? Smallest { get; init; }
    public required IReadOnlyList<TypeFigures> ByType { get; init; }

    [Description("Oldest first; null unless asked for.")]
    public required IReadOnlyList<TrendPoint>? Trend { get; init; }
}

/// <summary>What moved by one type of transaction.</summary>
public sealed record TypeFigures(TransactionType TransactionType, int Count, string Volume);

/// <summary>What moved from one day to another, both included.</summary>
public sealed record TrendPoint(
    DateOnly StartDate,
    DateOnly EndDate,
    int Count,
    string IncomingVolume,
    string OutgoingVolume,
    string Net
);

internal sealed class GetAccountAnalyticsValidator : AbstractValidator<GetAccountAnalytics>
{
    public const int LongestPeriod = 365;

    public GetAccountAnalyticsValidator() =>
        RuleFor(request => request.PeriodDays)
            .InclusiveBetween(1, LongestPeriod)
            .WithMessage($"Must be between 1 and {LongestPeriod}.");
}

internal sealed class GetAccountAnalyticsHandler(AccountAccess accounts, AccountHistory history, TimeProvider time)
    : IRequestHandler<GetAccountAnalytics, AccountAnalytics>
{
    private const int DefaultPeriod = 30;

    public async ValueTask<AccountAnalytics> Handle(GetAccountAnalytics request, CancellationToken cancellationToken)
    {
        var account = await accounts.RequireAsync(request.AccountId, cancellationToken);
        var days = request.PeriodDays ?? DefaultPeriod;
        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var first = today.AddDays(1 - days);
        var window = await history.ReadAsync(account.Id, Period.OfDays(first, today), cancellationToken);
        var trend = request.IncludeTrends == true ? TrendDays.Of(first, today) : null;
        return new AccountAnalytics
        {
            AccountId = account.Id.ToString(),
            PeriodDays = days,
            StartDate = first,
            EndDate = today,
            Currencies =
            [
                .. window
                    .Transactions.GroupBy(transaction => transaction.Amount.Currency)
                    .OrderBy(group => group.Key.ToString(), StringComparer.Ordinal)
                    .Select(group => AccountFigures.Of(account.Id, group.Key, [.. group], trend)),
            ],
            Truncated = window.IsTruncated,
        };
    }
}
