namespace FinancialMcp.Sandbox.Ledger;

/// <summary>One movement of money between two accounts; account 0 is the outside world.</summary>
internal sealed record Movement(
    string TransactionId,
    string Type,
    string Status,
    string? IdempotencyKey,
    string Subject,
    long From,
    long To,
    Money Amount,
    string Currency,
    long At
);

/// <summary>Writes both legs of a movement and its line in the ground-truth journal.</summary>
internal static class Postings
{
    public const long External = 0;

    public static void Post(LedgerSession ledger, Movement movement)
    {
        ledger.Execute(
            """
            INSERT INTO postings (transaction_id, account_id, amount, currency, at)
            VALUES (?1, ?2, -?4, ?5, ?6), (?1, ?3, ?4, ?5, ?6)
            """,
            movement.TransactionId,
            movement.From,
            movement.To,
            movement.Amount.Minor,
            movement.Currency,
            movement.At
        );
        AddToBalance(ledger, movement.From, -movement.Amount.Minor);
        AddToBalance(ledger, movement.To, movement.Amount.Minor);
        WriteJournal(ledger, movement);
    }

    /// <summary>The journal line alone: for a row that is stored without moving money.</summary>
    public static void WriteJournal(LedgerSession ledger, Movement movement) =>
        ledger.Execute(
            """
            INSERT INTO journal (transaction_id, type, idempotency_key, subject, from_account, to_account, amount, status, at)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
            """,
            movement.TransactionId,
            movement.Type,
            movement.IdempotencyKey,
            movement.Subject,
            movement.From,
            movement.To,
            movement.Amount.Minor,
            movement.Status,
            movement.At
        );

    // The CHECK constraint on the balance is the last defence; the rules have refused an overdraft before.
    private static void AddToBalance(LedgerSession ledger, long account, long minor)
    {
        if (account != External)
        {
            ledger.Execute("UPDATE accounts SET balance = balance + ?2 WHERE id = ?1", account, minor);
        }
    }
}
