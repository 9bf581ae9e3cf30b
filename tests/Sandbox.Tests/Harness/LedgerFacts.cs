using Microsoft.Data.Sqlite;

namespace FinancialMcp.Sandbox.Tests.Harness;

/// <summary>Reads a ledger file as a checker does, with its own SQL over the documented tables.</summary>
internal static class LedgerFacts
{
    /// <summary>Asserts what must hold in every committed state, whatever happened before.</summary>
    public static void AssertSound(string path)
    {
        using var file = Open(path);
        Assert.True(Number(file, "SELECT count(*) FROM postings") > 0, "nothing to check");
        Assert.Equal(0, Number(file, "SELECT sum(amount) FROM postings"));
        Assert.Equal(
            0,
            Number(
                file,
                "SELECT count(*) FROM (SELECT 1 FROM postings GROUP BY transaction_id HAVING sum(amount) <> 0)"
            )
        );
        Assert.Equal(0, Number(file, "SELECT count(*) FROM accounts WHERE balance < 0"));
        Assert.Equal(
            0,
            Number(
                file,
                """
                SELECT count(*) FROM accounts
                WHERE balance <> (SELECT coalesce(sum(amount), 0) FROM postings WHERE account_id = accounts.id)
                """
            )
        );
        Assert.Equal(
            0,
            Number(
                file,
                """
                SELECT count(*) FROM transactions t WHERE status IN ('COMPLETED', 'REVERSED') AND (
                    (SELECT count(*) FROM postings p WHERE p.transaction_id = t.id) <> 2
                    OR (SELECT count(*) FROM journal j WHERE j.transaction_id = t.id AND j.status = 'COMPLETED'
                        AND j.amount = t.amount AND j.from_account = t.from_account AND j.to_account = t.to_account) <> 1)
                """
            )
        );
        Assert.Equal("ok", Text(file, "PRAGMA integrity_check"));
    }

    /// <summary>Transaction ids by idempotency key, of what the journal calls completed.</summary>
    public static Dictionary<string, string> CompletedByKey(string path)
    {
        using var file = Open(path);
        using var command = file.CreateCommand();
        command.CommandText =
            "SELECT idempotency_key, transaction_id FROM journal WHERE status = 'COMPLETED' AND idempotency_key IS NOT NULL";
        using var rows = command.ExecuteReader();
        var found = new Dictionary<string, string>(StringComparer.Ordinal);
        while (rows.Read())
        {
            // Add throws for a second line: one key completes once.
            found.Add(rows.GetString(0), rows.GetString(1));
        }
        return found;
    }

    public static long Number(string path, string sql)
    {
        using var file = Open(path);
        return Number(file, sql);
    }

    private static SqliteConnection Open(string path)
    {
        var file = new SqliteConnection($"Data Source={path};Pooling=False");
        file.Open();
        return file;
    }

    private static long Number(SqliteConnection file, string sql) => (long)Scalar(file, sql)!;

    private static string? Text(SqliteConnection file, string sql) => (string?)Scalar(file, sql);

    private static object? Scalar(SqliteConnection file, string sql)
    {
        using var command = file.CreateCommand();
#pragma warning disable CA2100 // The statements are constants of these tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
