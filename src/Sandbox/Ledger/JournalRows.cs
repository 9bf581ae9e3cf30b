using Microsoft.Data.Sqlite;

namespace FinancialMcp.Sandbox.Ledger;

/// <summary>One line of the ground-truth journal; amount in minor units, at in UTC microseconds since 1970.</summary>
internal sealed record JournalLine(
    long Seq,
    string TransactionId,
    string Type,
    string? IdempotencyKey,
    string Subject,
    long FromAccount,
    long ToAccount,
    long Amount,
    string Status,
    long At
);

/// <summary>Reads the journal in the order of commit.</summary>
internal static class JournalRows
{
    public static List<JournalLine> After(LedgerSession ledger, long seq, int limit) =>
        ledger.List(
            """
            SELECT seq, transaction_id, type, idempotency_key, subject, from_account, to_account, amount, status, at
            FROM journal WHERE seq > ?1 ORDER BY seq LIMIT ?2
            """,
            Read,
            seq,
            limit
        );

    private static JournalLine Read(SqliteDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            row.IsDBNull(3) ? null : row.GetString(3),
            row.GetString(4),
            row.GetInt64(5),
            row.GetInt64(6),
            row.GetInt64(7),
            row.GetString(8),
            row.GetInt64(9)
        );
}
