using System.Globalization;
using FinancialMcp.Domain;

namespace FinancialMcp.Application.Transactions;

/// <summary>Computes figures from transactions, exactly: in minor units, and rounding only where the result says so.</summary>
internal static class AccountFigures
{
    /// <summary>The figures of one currency. Throws <see cref="OverflowException"/> when a sum exceeds 64 bits.</summary>
    public static CurrencyFigures Of(
        AccountId account,
        CurrencyCode currency,
        IReadOnlyList<BankTransaction> transactions,
        IReadOnlyList<(DateOnly First, DateOnly Last)>? trend
    )
    {
        var moved = transactions.Where(HasMoved).ToList();
        var (incoming, outgoing) = (Incoming(moved, account), Outgoing(moved, account));
        var total = Sum(moved);
        return new CurrencyFigures
        {
            Currency = currency.ToString(),
            TransactionCount = transactions.Count,
            CompletedCount = moved.Count,
            SuccessRate = SuccessRate(moved.Count, transactions.Count(HasEnded)),
            TotalVolume = Text(total),
            IncomingCount = incoming.Count,
            IncomingVolume = Text(Sum(incoming)),
            OutgoingCount = outgoing.Count,
            OutgoingVolume = Text(Sum(outgoing)),
            Net = Text(Sum(incoming) - Sum(outgoing)),
            Average = moved.Count == 0 ? null : Text((long)decimal.Round((decimal)total / moved.Count)),
            Largest = moved.Count == 0 ? null : Text(moved.Max(transaction => transaction.Amount.Minor)),
            Smallest = moved.Count == 0 ? null : Text(moved.Min(transaction => transaction.Amount.Minor)),
            ByType =
            [
                .. moved
                    .GroupBy(transaction => transaction.Type)
                    .OrderBy(group => group.Key)
                    .Select(group => new TypeFigures(group.Key, group.Count(), Text(Sum([.. group])))),
            ],
            Trend = trend?.Select(part => PointOf(part.First, part.Last)).ToList(),
        };

        string Text(long minor) => new Money(minor, currency).ToString();

        TrendPoint PointOf(DateOnly first, DateOnly last)
        {
            var within = moved.Where(transaction => DayOf(transaction) >= first && DayOf(transaction) <= last).ToList();
            var (received, sent) = (Sum(Incoming(within, account)), Sum(Outgoing(within, account)));
            return new TrendPoint(first, last, within.Count, Text(received), Text(sent), Text(received - sent));
        }
    }

    /// <summary>What was reversed had moved; its mirror is a transaction of its own.</summary>
    private static bool HasMoved(BankTransaction transaction) =>
        transaction.Status is TransactionStatus.Completed or TransactionStatus.Reversed;

    private static bool HasEnded(BankTransaction transaction) =>
        transaction.Status is not (TransactionStatus.Pending or TransactionStatus.Processing);

    private static List<BankTransaction> Incoming(List<BankTransaction> transactions, AccountId account) =>
        [.. transactions.Where(transaction => transaction.To == account)];

    private static List<BankTransaction> Outgoing(List<BankTransaction> transactions, AccountId account) =>
        [.. transactions.Where(transaction => transaction.From == account)];

    /// <summary>LINQ's sum of integers is checked: it throws instead of wrapping around.</summary>
    private static long Sum(List<BankTransaction> transactions) =>
        transactions.Sum(transaction => transaction.Amount.Minor);

    private static string? SuccessRate(int completed, int ended) =>
        ended == 0
            ? null
            : decimal.Round((decimal)completed / ended, 4).ToString("0.####", CultureInfo.InvariantCulture);

    private static DateOnly DayOf(BankTransaction transaction) =>
        DateOnly.FromDateTime(transaction.CreatedAt.UtcDateTime);
}
