using FinancialMcp.Sandbox.Accounts;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Transactions;

/// <summary>
/// The most that may move: at once, a calendar day and a calendar month, in amount and in number. Null means no bound.
/// </summary>
internal sealed record BankLimit(
    Money PerTransaction,
    Money? Daily = null,
    Money? Monthly = null,
    int? DailyCount = null,
    int? MonthlyCount = null
);

/// <summary>What COMPLETED transactions of one type have used on an account today and this month.</summary>
internal sealed record LimitUsage(Money Day, long DayCount, Money Month, long MonthCount)
{
    public static readonly LimitUsage None = new(Money.Zero, 0, Money.Zero, 0);
}

/// <summary>The bank's own limits by type of account and transaction: pure rules over the figures of its contract.</summary>
internal static class BankLimits
{
    /// <summary>v1 refuses any amount above this, whatever the account's own limit says.</summary>
    public static readonly Money FlatCap = Units(10_000);

    public static BankLimit For(string accountType, string transactionType) =>
        (accountType, transactionType) switch
        {
            (Account.Checking, TransactionTypes.Transfer) => new(Units(2000), Units(5000), Units(50_000), 20, 200),
            (Account.Checking, TransactionTypes.Withdrawal) => new(Units(500), Units(1000), Units(10_000), 10, 100),
            (Account.Checking, _) => new(Units(10_000)),
            (Account.Savings, TransactionTypes.Transfer) => new(Units(1000), Units(2000), Units(20_000), 10, 100),
            (Account.Savings, TransactionTypes.Withdrawal) => new(Units(300), Units(500), Units(5000), 6, 60),
            (Account.Savings, _) => new(Units(10_000)),
            (_, TransactionTypes.Transfer) => new(Units(5000), Units(10_000), Units(100_000), 50, 500),
            (_, TransactionTypes.Withdrawal) => new(Units(1000), Units(2000), Units(20_000), 20, 200),
            _ => new(Units(25_000)),
        };

    public static bool Allows(BankLimit limit, Money amount, LimitUsage used) =>
        amount <= limit.PerTransaction
        && (limit.Daily is not { } daily || used.Day + amount <= daily)
        && (limit.Monthly is not { } monthly || used.Month + amount <= monthly)
        && (limit.DailyCount is not { } dailyCount || used.DayCount < dailyCount)
        && (limit.MonthlyCount is not { } monthlyCount || used.MonthCount < monthlyCount);

    /// <summary>Sums over COMPLETED rows of the same type, the account on either side, calendar day and month.</summary>
    public static LimitUsage Used(LedgerSession ledger, long account, string type, DateTimeOffset now) =>
        ledger.First(
            """
            SELECT coalesce(sum(CASE WHEN created_at >= ?3 THEN amount END), 0),
                   count(CASE WHEN created_at >= ?3 THEN 1 END),
                   coalesce(sum(amount), 0),
                   count(*)
            FROM transactions
            WHERE ((from_account = ?1 AND created_at >= ?4) OR (to_account = ?1 AND created_at >= ?4))
              AND type = ?2 AND status = 'COMPLETED'
            """,
            r => new LimitUsage(new Money(r.GetInt64(0)), r.GetInt64(1), new Money(r.GetInt64(2)), r.GetInt64(3)),
            account,
            type,
            BankTime.StartOfDay(now),
            BankTime.StartOfMonth(now)
        ) ?? LimitUsage.None;

    private static Money Units(long units) => new(units * 100);
}
