using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.Sandbox.Transactions;

/// <summary>The statements over the transactions table; seq is the order of creation.</summary>
internal static class TransactionRows
{
    public const string Columns =
        "id, type, status, from_account, to_account, amount, currency, description, reference, created_at, processed_at, "
        + "created_by, idempotency_key, fingerprint, processing_state, original_id, reversal_id, reversed_at, reversed_by, "
        + "reversal_reason";

    private const string NewestFirst = "created_at DESC, seq DESC";

    public static Transaction? Find(LedgerSession ledger, string id) =>
        ledger.First($"SELECT {Columns} FROM transactions WHERE id = ?1", Read, id);

    /// <summary>The row that a key already produced; keys are scoped by subject and type and do not expire.</summary>
    public static Transaction? FindByKey(LedgerSession ledger, string subject, string type, string key) =>
        ledger.First(
            $"SELECT {Columns} FROM transactions WHERE created_by = ?1 AND type = ?2 AND idempotency_key = ?3",
            Read,
            subject,
            type,
            key
        );

    public static List<Transaction> ReversalsOf(LedgerSession ledger, string id) =>
        ledger.List(
            $"SELECT {Columns} FROM transactions WHERE original_id = ?1 AND type = 'REVERSAL' ORDER BY seq",
            Read,
            id
        );

    /// <summary>Stores the row and counts it on its accounts, once when both sides are the same.</summary>
    public static void Insert(LedgerSession ledger, Transaction t)
    {
        ledger.Execute(
            $"""
            INSERT INTO transactions ({Columns})
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
            """,
            t.Id,
            t.Type,
            t.Status,
            t.From,
            t.To,
            t.Amount.Minor,
            t.Currency,
            t.Description,
            t.Reference,
            t.CreatedAt,
            t.ProcessedAt,
            t.CreatedBy,
            t.IdempotencyKey,
            t.Fingerprint,
            t.ProcessingState,
            t.OriginalId,
            t.ReversalId,
            t.ReversedAt,
            t.ReversedBy,
            t.ReversalReason
        );
        ledger.Execute(
            "UPDATE accounts SET transaction_count = transaction_count + 1 WHERE id IN (?1, ?2)",
            t.From,
            t.To
        );
    }

    public static int SetReversed(
        LedgerSession ledger,
        string id,
        string reversalId,
        long at,
        string by,
        string? reason
    ) =>
        ledger.Execute(
            """
            UPDATE transactions SET status = 'REVERSED', reversal_id = ?2, reversed_at = ?3, reversed_by = ?4, reversal_reason = ?5
            WHERE id = ?1
            """,
            id,
            reversalId,
            at,
            by,
            reason
        );

    public static int SetSettled(LedgerSession ledger, string id, string status, string processingState, long at) =>
        ledger.Execute(
            "UPDATE transactions SET status = ?2, processing_state = ?3, processed_at = ?4 WHERE id = ?1",
            id,
            status,
            processingState,
            at
        );

    public static Page<Transaction> OfAccount(LedgerSession ledger, long account, PageRequest page)
    {
        var total = ledger.Scalar("SELECT transaction_count FROM accounts WHERE id = ?1", account);
        var rows =
            page.Sort.Count == 0
                ? NewestOfAccount(ledger, account, page)
                : ledger.List(
                    $"SELECT {Columns} FROM transactions WHERE from_account = ?1 OR to_account = ?1 "
                        + $"ORDER BY {Order(page)} LIMIT ?2 OFFSET ?3",
                    Read,
                    account,
                    page.Size,
                    page.Offset
                );
        return Page<Transaction>.Of(rows, page, total);
    }

    /// <summary>The ORDER BY terms of a page request; an unknown property means the time of creation.</summary>
    public static string Order(PageRequest page) =>
        page.Sort.Count == 0
            ? NewestFirst
            : string.Join(", ", page.Sort.Select(o => Column(o.Key) + (o.Value ? " DESC" : "")).Append(NewestFirst));

    public static Transaction Read(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetInt64(3),
            row.GetInt64(4),
            new Money(row.GetInt64(5)),
            row.GetString(6),
            Text(row, 7),
            Text(row, 8),
            row.GetInt64(9),
            Number(row, 10),
            row.GetString(11),
            Text(row, 12),
            Text(row, 13),
            row.GetString(14)
        )
        {
            OriginalId = Text(row, 15),
            ReversalId = Text(row, 16),
            ReversedAt = Number(row, 17),
            ReversedBy = Text(row, 18),
            ReversalReason = Text(row, 19),
        };

    // Both sides are walked newest first in their own index and merged, so a page costs what it returns and skips, not
    // what the account holds.
    private static List<Transaction> NewestOfAccount(LedgerSession ledger, long account, PageRequest page) =>
        ledger.List(
            $"""
            SELECT {Columns} FROM transactions WHERE seq IN (SELECT seq FROM (
                SELECT created_at, seq FROM transactions WHERE from_account = ?1
                UNION
                SELECT created_at, seq FROM transactions WHERE to_account = ?1
                ORDER BY 1 DESC, 2 DESC LIMIT ?2 OFFSET ?3))
            ORDER BY {NewestFirst}
            """,
            Read,
            account,
            page.Size,
            page.Offset
        );

    private static string Column(string property) =>
        property switch
        {
            "amount" => "amount",
            "type" => "type",
            "status" => "status",
            "transactionId" => "id",
            "fromAccountId" => "from_account",
            "toAccountId" => "to_account",
            _ => "created_at",
        };

    private static string? Text(SqliteDataReader row, int column) =>
        row.IsDBNull(column) ? null : row.GetString(column);

    private static long? Number(SqliteDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt64(column);
}
