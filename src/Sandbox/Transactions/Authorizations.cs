using FinancialMcp.Sandbox.Ledger;
using Microsoft.Data.Sqlite;

namespace FinancialMcp.Sandbox.Transactions;

/// <summary>A v2 transfer that waits for the customer's step-up. Nothing has moved and nothing is held.</summary>
internal sealed record Authorization(
    string Id,
    string Subject,
    string Key,
    string Fingerprint,
    string ChallengeId,
    string Status,
    long From,
    long To,
    Money Amount,
    string Currency,
    string? Description,
    string? Reference,
    long CreatedAt,
    long ExpiresAt,
    string? TransactionId
)
{
    public const string Pending = "PENDING";
    public const string Completed = "COMPLETED";
    public const string Cancelled = "CANCELLED";
    public const string Failed = "FAILED";

    public MoneyRequest ToRequest() =>
        new(TransactionTypes.Transfer, From, To, Amount, Currency, Description, Reference, Key)
        {
            Fingerprint = Fingerprint,
        };
}

/// <summary>The statements over the authorizations table.</summary>
internal static class Authorizations
{
    private const string Columns =
        "id, subject, idempotency_key, fingerprint, challenge_id, status, from_account, to_account, amount, currency, "
        + "description, reference, created_at, expires_at, transaction_id";
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    public static Authorization Ask(
        LedgerSession ledger,
        string subject,
        MoneyRequest request,
        string currency,
        DateTimeOffset now
    )
    {
        var authorization = new Authorization(
            Guid.CreateVersion7(now).ToString(),
            subject,
            request.Key!,
            request.Fingerprint,
            Guid.CreateVersion7(now).ToString(),
            Authorization.Pending,
            request.From,
            request.To,
            request.Amount,
            currency,
            request.Description,
            request.Reference,
            BankTime.Micros(now),
            BankTime.Micros(now + Lifetime),
            null
        );
        ledger.Execute(
            $"INSERT INTO authorizations ({Columns}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            authorization.Id,
            subject,
            authorization.Key,
            authorization.Fingerprint,
            authorization.ChallengeId,
            authorization.Status,
            authorization.From,
            authorization.To,
            authorization.Amount.Minor,
            currency,
            authorization.Description,
            authorization.Reference,
            authorization.CreatedAt,
            authorization.ExpiresAt,
            null
        );
        return authorization;
    }

    public static Authorization? FindByKey(LedgerSession ledger, string subject, string key) =>
        ledger.First(
            $"SELECT {Columns} FROM authorizations WHERE subject = ?1 AND idempotency_key = ?2",
            Read,
            subject,
            key
        );

    public static Authorization? Find(LedgerSession ledger, string id, string subject) =>
        ledger.First($"SELECT {Columns} FROM authorizations WHERE id = ?1 AND subject = ?2", Read, id, subject);

    public static int SetStatus(LedgerSession ledger, string id, string status, string? transactionId = null) =>
        ledger.Execute(
            "UPDATE authorizations SET status = ?2, transaction_id = ?3 WHERE id = ?1",
            id,
            status,
            transactionId
        );

    private static Authorization Read(SqliteDataReader row) =>
        new(
            row.GetString(0),
            row.GetString(1),
            row.GetString(2),
            row.GetString(3),
            row.GetString(4),
            row.GetString(5),
            row.GetInt64(6),
            row.GetInt64(7),
            new Money(row.GetInt64(8)),
            row.GetString(9),
            row.IsDBNull(10) ? null : row.GetString(10),
            row.IsDBNull(11) ? null : row.GetString(11),
            row.GetInt64(12),
            row.GetInt64(13),
            row.IsDBNull(14) ? null : row.GetString(14)
        );
}
