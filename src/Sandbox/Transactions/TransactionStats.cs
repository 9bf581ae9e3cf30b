using System.Text.Json.Serialization;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Transactions;

/// <summary>What one currency amounts to in the period, told by v2.</summary>
internal sealed record CurrencyStats(
    string Currency,
    long TotalTransactions,
    long CompletedTransactions,
    Money TotalAmount,
    Money TotalIncoming,
    Money TotalOutgoing,
    Money AverageTransactionAmount,
    Money LargestTransaction,
    Money SmallestTransaction
);

/// <summary>
/// Statistics on the wire. Amounts are over completed transactions of the period; daily and monthly figures over
/// completed transfers of today and this month, whatever the period is. Amounts are null when currencies are mixed.
/// </summary>
internal sealed record TransactionStats(
    string? AccountId,
    string PeriodStart,
    string PeriodEnd,
    long TotalTransactions,
    long CompletedTransactions,
    long PendingTransactions,
    long FailedTransactions,
    long ReversedTransactions,
    Money? TotalAmount,
    Money? TotalIncoming,
    Money? TotalOutgoing,
    Money? TotalDeposits,
    Money? TotalWithdrawals,
    Money? TotalTransfers,
    Money? AverageTransactionAmount,
    Money? LargestTransaction,
    Money? SmallestTransaction,
    IReadOnlyDictionary<string, long> TransactionCountsByType,
    IReadOnlyDictionary<string, Money>? TransactionAmountsByType,
    Money? DailyTotal,
    Money? MonthlyTotal,
    long DailyCount,
    long MonthlyCount,
    decimal SuccessRate,
    string Currency
)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<CurrencyStats>? CurrencyBreakdown { get; init; }
}

/// <summary>Rows of one currency, type and status in the period: what the figures are added up from.</summary>
internal sealed record StatsGroup(
    string Currency,
    string Type,
    string Status,
    long Count,
    Money Total,
    Money Incoming,
    Money Outgoing,
    Money Largest,
    Money Smallest
)
{
    public bool IsCompleted => Status == TransactionStatuses.Completed;
}

/// <summary>Pure arithmetic from grouped rows to statistics, in minor units; averages round half up to the cent.</summary>
internal static class StatsArithmetic
{
    private static readonly string[] CountedTypes =
    [
        TransactionTypes.Deposit,
        TransactionTypes.Withdrawal,
        TransactionTypes.Transfer,
    ];

    public static Money Sum(IEnumerable<StatsGroup> groups, Func<StatsGroup, Money> amount) =>
        groups.Aggregate(Money.Zero, (sum, group) => sum + amount(group));

    public static long Count(IEnumerable<StatsGroup> groups) => groups.Sum(g => g.Count);

    public static Money Average(Money total, long count) =>
        count == 0 ? Money.Zero : new Money((total.Minor + count / 2) / count);

    /// <summary>Percent of all, with two decimals.</summary>
    public static decimal Rate(long part, long all) =>
        all == 0 ? 0m : decimal.Round(part * 100m / all, 2, MidpointRounding.AwayFromZero);

    public static Dictionary<string, long> CountsByType(IReadOnlyList<StatsGroup> completed) =>
        CountedTypes.ToDictionary(t => t, t => Count(completed.Where(g => g.Type == t)), StringComparer.Ordinal);

    public static Dictionary<string, Money> AmountsByType(IReadOnlyList<StatsGroup> completed) =>
        CountedTypes.ToDictionary(
            t => t,
            t => Sum(completed.Where(g => g.Type == t), g => g.Total),
            StringComparer.Ordinal
        );

    public static Money Largest(IReadOnlyList<StatsGroup> completed) =>
        completed.Count == 0 ? Money.Zero : completed.Max(g => g.Largest);

    public static Money Smallest(IReadOnlyList<StatsGroup> completed) =>
        completed.Count == 0 ? Money.Zero : completed.Min(g => g.Smallest);

    public static CurrencyStats OfCurrency(string currency, IReadOnlyList<StatsGroup> all)
    {
        var completed = all.Where(g => g.IsCompleted).ToList();
        var total = Sum(completed, g => g.Total);
        return new CurrencyStats(
            currency,
            Count(all),
            Count(completed),
            total,
            Sum(completed, g => g.Incoming),
            Sum(completed, g => g.Outgoing),
            Average(total, Count(completed)),
            Largest(completed),
            Smallest(completed)
        );
    }
}
