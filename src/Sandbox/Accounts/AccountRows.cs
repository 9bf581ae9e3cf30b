using System.Globalization;
using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.Sandbox.Accounts;

/// <summary>What to look for in the list of accounts; null means any.</summary>
internal sealed record AccountFilter(string? OwnerId, string? Type, string? Status);

/// <summary>The statements over the accounts table.</summary>
internal static class AccountRows
{
    private const string Columns =
        "id, owner_id, type, currency, balance, status, status_reason, status_updated_at, status_updated_by, "
        + "interest_rate, credit_limit, due_date, created_at";

    public static Account? Find(LedgerSession ledger, long id) =>
        ledger.First($"SELECT {Columns} FROM accounts WHERE id = ?1 AND deleted = 0", Read, id);

    public static Page<Account> List(LedgerSession ledger, AccountFilter filter, PageRequest page)
    {
        var where = "deleted = 0";
        var values = new List<object?>();
        Narrow("owner_id", filter.OwnerId);
        Narrow("type", filter.Type);
        Narrow("status", filter.Status);
        var total = ledger.Scalar($"SELECT count(*) FROM accounts WHERE {where}", [.. values]);
        var limit = (values.Count + 1).ToString(CultureInfo.InvariantCulture);
        var offset = (values.Count + 2).ToString(CultureInfo.InvariantCulture);
        var rows = ledger.List(
            $"SELECT {Columns} FROM accounts WHERE {where} ORDER BY {Order(page)} LIMIT ?{limit} OFFSET ?{offset}",
            Read,
            [.. values, page.Size, page.Offset]
        );
        return Page<Account>.Of(rows, page, total);

        void Narrow(string column, string? value)
        {
            if (value is not null)
            {
                values.Add(value);
                where += $" AND {column} = ?{values.Count.ToString(CultureInfo.InvariantCulture)}";
            }
        }
    }

    public static long Insert(LedgerSession ledger, Account account) =>
        ledger.Scalar(
            """
            INSERT INTO accounts (id, owner_id, type, currency, balance, status, interest_rate, credit_limit, due_date, created_at)
            VALUES (?1, ?2, ?3, ?4, 0, ?5, ?6, ?7, ?8, ?9) RETURNING id
            """,
            account.Id == 0 ? null : account.Id,
            account.OwnerId,
            account.Type,
            account.Currency,
            account.Status,
            account.InterestRate?.ToString(CultureInfo.InvariantCulture),
            account.CreditLimit?.Minor,
            account.DueDate,
            account.CreatedAt
        );

    public static int SetTerms(LedgerSession ledger, Account account) =>
        ledger.Execute(
            "UPDATE accounts SET interest_rate = ?2, credit_limit = ?3, due_date = ?4 WHERE id = ?1",
            account.Id,
            account.InterestRate?.ToString(CultureInfo.InvariantCulture),
            account.CreditLimit?.Minor,
            account.DueDate
        );

    public static int SetStatus(LedgerSession ledger, long id, string status, string reason, long at, string by) =>
        ledger.Execute(
            "UPDATE accounts SET status = ?2, status_reason = ?3, status_updated_at = ?4, status_updated_by = ?5 WHERE id = ?1",
            id,
            status,
            reason,
            at,
            by
        );

    /// <summary>Hides the account; the row stays because postings name it, and its id is never given again.</summary>
    public static int Delete(LedgerSession ledger, long id) =>
        ledger.Execute("UPDATE accounts SET deleted = 1 WHERE id = ?1", id);

    private static string Order(PageRequest page)
    {
        var terms = page.Sort.Select(o => Column(o.Key) + (o.Value ? " DESC" : "")).Append("id");
        return string.Join(", ", terms);
    }

    private static string Column(string property) =>
        property switch
        {
            "id" => "id",
            "ownerId" => "owner_id",
            "accountType" => "type",
            "balance" => "balance",
            "createdAt" => "created_at",
            "status" => "status",
            _ => throw new RefusedException(
                RefusalReason.Unexpected,
                $"No property '{property}' found for type 'Account'"
            ),
        };

    private static Account Read(SqliteDataReader row) =>
        new(
            row.GetInt64(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            new Money(row.GetInt64(4)),
            row.GetString(5),
            row.IsDBNull(6) ? null : row.GetString(6),
            row.IsDBNull(7) ? null : row.GetInt64(7),
            row.IsDBNull(8) ? null : row.GetString(8),
            row.IsDBNull(9) ? null : decimal.Parse(row.GetString(9), CultureInfo.InvariantCulture),
            row.IsDBNull(10) ? null : new Money(row.GetInt64(10)),
            row.IsDBNull(11) ? null : row.GetString(11),
            row.GetInt64(12)
        );
}
