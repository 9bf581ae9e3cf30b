using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Transactions;

/// <summary>Completed transfers of today and of this month, in the bank's calendar.</summary>
internal sealed record RecentTransfers(
    Money DayTotal,
    long DayCount,
    Money MonthTotal,
    long MonthCount,
    long Currencies
);

/// <summary>
/// Statistics of an account, or of what the caller created. For an account, incoming and outgoing are its two sides; for
/// a user, what came from and went to the outside. Without dates: the last 30 days.
/// </summary>
internal sealed class StatsEndpoints(SandboxOptions options, LedgerReaders readers)
{
    private const string Mixed = "MIXED";
    private static readonly TimeSpan DefaultPeriod = TimeSpan.FromDays(30);

    public void Map(Service service)
    {
        service.Map("GET", "/api/transactions/account/{accountId}/stats", OfAccountAsync);
        service.Map("GET", "/api/transactions/user/stats", OfUserAsync);
    }

    private Task OfAccountAsync(BankCall call)
    {
        var id = MoneyRequest.AccountOf(call.Route("accountId"));
        var (start, end) = Period(call);
        var stats = readers.ReadSnapshot(ledger =>
        {
            MoneyMoves.Usable(ledger, call.Caller, id);
            return Compute(ledger, "(from_account = ?1 OR to_account = ?1)", id, id, start, end);
        });
        return call.ReplyAsync(200, stats);
    }

    private Task OfUserAsync(BankCall call)
    {
        var (start, end) = Period(call);
        var stats = readers.ReadSnapshot(ledger =>
            Compute(ledger, "created_by = ?1", call.Caller.Subject, null, start, end)
        );
        return call.ReplyAsync(200, stats);
    }

    private (long Start, long End) Period(BankCall call)
    {
        var now = options.Clock.GetUtcNow();
        return (
            call.Query("startDate") is { } start ? TransactionSearch.Date(start) : BankTime.Micros(now - DefaultPeriod),
            call.Query("endDate") is { } end ? TransactionSearch.Date(end) : BankTime.Micros(now)
        );
    }

    private TransactionStats Compute(
        LedgerSession ledger,
        string scope,
        object who,
        long? account,
        long start,
        long end
    )
    {
        var groups = Groups(ledger, scope, who, account, start, end);
        var recent = Recent(ledger, scope, who);
        var completed = groups.Where(g => g.IsCompleted).ToList();
        var currencies = groups.Select(g => g.Currency).Distinct(StringComparer.Ordinal).Order().ToList();
        var one = currencies.Count < 2;
        var byType = StatsArithmetic.AmountsByType(completed);
        var total = StatsArithmetic.Sum(completed, g => g.Total);
        return new TransactionStats(
            account is { } id ? TransactionView.AccountText(id) : null,
            BankTime.Local(start),
            BankTime.Local(end),
            StatsArithmetic.Count(groups),
            StatsArithmetic.Count(completed),
            CountOf(TransactionStatuses.Processing),
            CountOf(TransactionStatuses.Failed),
            CountOf(TransactionStatuses.Reversed),
            IfOne(total),
            IfOne(StatsArithmetic.Sum(completed, g => g.Incoming)),
            IfOne(StatsArithmetic.Sum(completed, g => g.Outgoing)),
            IfOne(byType[TransactionTypes.Deposit]),
            IfOne(byType[TransactionTypes.Withdrawal]),
            IfOne(byType[TransactionTypes.Transfer]),
            IfOne(StatsArithmetic.Average(total, StatsArithmetic.Count(completed))),
            IfOne(StatsArithmetic.Largest(completed)),
            IfOne(StatsArithmetic.Smallest(completed)),
            StatsArithmetic.CountsByType(completed),
            one ? byType : null,
            recent.Currencies < 2 ? recent.DayTotal : null,
            recent.Currencies < 2 ? recent.MonthTotal : null,
            recent.DayCount,
            recent.MonthCount,
            StatsArithmetic.Rate(StatsArithmetic.Count(completed), StatsArithmetic.Count(groups)),
            one ? currencies.FirstOrDefault("USD") : Mixed
        )
        {
            CurrencyBreakdown = options.IsV2
                ? [.. currencies.Select(c => StatsArithmetic.OfCurrency(c, [.. groups.Where(g => g.Currency == c)]))]
                : null,
        };

        long CountOf(string status) => StatsArithmetic.Count(groups.Where(g => g.Status == status));

        Money? IfOne(Money amount) => one ? amount : null;
    }

    private static List<StatsGroup> Groups(
        LedgerSession ledger,
        string scope,
        object who,
        long? account,
        long start,
        long end
    ) =>
        ledger.List(
            $"""
            SELECT currency, type, status, count(*), sum(amount),
                   coalesce(sum(CASE WHEN to_account = ?4 OR (?4 IS NULL AND from_account = 0) THEN amount END), 0),
                   coalesce(sum(CASE WHEN from_account = ?4 OR (?4 IS NULL AND to_account = 0) THEN amount END), 0),
                   max(amount), min(amount)
            FROM transactions
            WHERE {scope} AND created_at >= ?2 AND created_at <= ?3
            GROUP BY currency, type, status
            """,
            r => new StatsGroup(
                r.GetString(0),
                r.GetString(1),
                r.GetString(2),
                r.GetInt64(3),
                new Money(r.GetInt64(4)),
                new Money(r.GetInt64(5)),
                new Money(r.GetInt64(6)),
                new Money(r.GetInt64(7)),
                new Money(r.GetInt64(8))
            ),
            who,
            start,
            end,
            account
        );

    private RecentTransfers Recent(LedgerSession ledger, string scope, object who)
    {
        var now = options.Clock.GetUtcNow();
        return ledger.First(
            $"""
            SELECT coalesce(sum(CASE WHEN created_at >= ?2 THEN amount END), 0),
                   count(CASE WHEN created_at >= ?2 THEN 1 END),
                   coalesce(sum(amount), 0),
                   count(*), count(DISTINCT currency)
            FROM transactions
            WHERE {scope} AND created_at >= ?3 AND type = 'TRANSFER' AND status = 'COMPLETED'
            """,
            r => new RecentTransfers(
                new Money(r.GetInt64(0)),
                r.GetInt64(1),
                new Money(r.GetInt64(2)),
                r.GetInt64(3),
                r.GetInt64(4)
            ),
            who,
            BankTime.StartOfDay(now),
            BankTime.StartOfMonth(now)
        )!;
    }
}
