namespace FinancialMcp.Sandbox.Ledger;

/// <summary>
/// What must hold in every committed state: all zero except the count of postings, which says that there was something
/// to check.
/// </summary>
internal sealed record LedgerFindings(
    long Postings,
    long PostingsSum,
    long UnbalancedTransactions,
    long NegativeBalances,
    long WrongBalances,
    long UnpostedCompletions
)
{
    public bool Sound =>
        PostingsSum == 0
        && UnbalancedTransactions == 0
        && NegativeBalances == 0
        && WrongBalances == 0
        && UnpostedCompletions == 0;
}

/// <summary>Checks the invariants of the ledger over one snapshot, by reading everything.</summary>
internal static class LedgerCheck
{
    public static LedgerFindings Run(LedgerSession ledger) =>
        new(
            ledger.Scalar("SELECT count(*) FROM postings"),
            ledger.Scalar("SELECT coalesce(sum(amount), 0) FROM postings"),
            ledger.Scalar(
                "SELECT count(*) FROM (SELECT 1 FROM postings GROUP BY transaction_id, currency HAVING sum(amount) <> 0)"
            ),
            ledger.Scalar("SELECT count(*) FROM accounts WHERE balance < 0"),
            ledger.Scalar(
                """
                SELECT count(*) FROM accounts a LEFT JOIN
                    (SELECT account_id, sum(amount) AS total FROM postings GROUP BY account_id) p ON p.account_id = a.id
                WHERE a.balance <> coalesce(p.total, 0)
                """
            ),
            ledger.Scalar(
                """
                SELECT count(*) FROM transactions t
                WHERE (t.status IN ('COMPLETED', 'REVERSED')) <> (t.id IN (SELECT transaction_id FROM postings))
                """
            )
        );
}
