using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Accounts;

/// <summary>The spending limits of one account, as v2 tells them.</summary>
internal sealed record SpendingLimitView(
    long AccountId,
    string Currency,
    Money TransferDailyLimit,
    Money WithdrawalDailyLimit,
    Money TransferUsedToday,
    Money WithdrawalUsedToday,
    Money? PendingTransferDailyLimit,
    Money? PendingWithdrawalDailyLimit,
    string? PendingEffectiveAt
);

/// <summary>
/// v2: what may leave an account in a day, 10000 by transfer and 2000 by withdrawal. Only what left counts. Without bank
/// limits none is enforced, so none is told.
/// </summary>
internal sealed class SpendingLimits(SandboxOptions options, LedgerReaders readers)
{
    private static readonly Money TransferDaily = new(10_000_00);
    private static readonly Money WithdrawalDaily = new(2_000_00);

    public void Map(Service service)
    {
        if (options.IsV2)
        {
            service.Map("GET", "/api/security/spending-limits", ListAsync);
        }
    }

    public static bool Allow(LedgerSession ledger, long account, string type, Money amount, DateTimeOffset now) =>
        type switch
        {
            "TRANSFER" => Used(ledger, account, type, now) + amount <= TransferDaily,
            "WITHDRAWAL" => Used(ledger, account, type, now) + amount <= WithdrawalDaily,
            _ => true,
        };

    private static Money Used(LedgerSession ledger, long account, string type, DateTimeOffset now) =>
        new(
            ledger.Scalar(
                """
                SELECT coalesce(sum(amount), 0) FROM transactions
                WHERE from_account = ?1 AND created_at >= ?3 AND type = ?2 AND status = 'COMPLETED'
                """,
                account,
                type,
                BankTime.StartOfDay(now)
            )
        );

    private Task ListAsync(BankCall call)
    {
        var now = options.Clock.GetUtcNow();
        var all = new PageRequest(0, 2000, []);
        var limits = readers.ReadSnapshot(ledger =>
            options.BankLimits
                ? AccountRows
                    .List(ledger, new AccountFilter(call.Caller.Subject, null, null), all)
                    .Content.Where(a => a.Status != Account.Closed)
                    .Select(a => View(ledger, a, now))
                    .ToList()
                : []
        );
        return call.ReplyAsync(200, limits);
    }

    private static SpendingLimitView View(LedgerSession ledger, Account account, DateTimeOffset now) =>
        new(
            account.Id,
            account.Currency,
            TransferDaily,
            WithdrawalDaily,
            Used(ledger, account.Id, "TRANSFER", now),
            Used(ledger, account.Id, "WITHDRAWAL", now),
            null,
            null,
            null
        );
}
