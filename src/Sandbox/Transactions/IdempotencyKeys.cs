using FinancialMcp.Sandbox.Http;
using FinancialMcp.Sandbox.Ledger;

namespace FinancialMcp.Sandbox.Transactions;

/// <summary>The Idempotency-Key header: 1 to 128 of A-Za-z0-9._:- ; optional in v1, mandatory in v2.</summary>
internal static class IdempotencyKeys
{
    private const int Longest = 128;

    public static string? Read(HttpContext http, BankContract contract)
    {
        var key = http.Request.Headers["Idempotency-Key"].ToString().Trim();
        if (key.Length == 0)
        {
            return contract == BankContract.V1
                ? null
                : throw new RefusedException(RefusalReason.IllegalArgument, "Idempotency-Key header is required");
        }
        return key.Length <= Longest && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or ':' or '-')
            ? key
            : throw new RefusedException(
                RefusalReason.IllegalArgument,
                "Idempotency-Key must be 1-128 characters of A-Za-z0-9._:-"
            );
    }

    /// <summary>
    /// The row that this key has already produced, whatever its status is. v1 does not compare the body; v2 refuses
    /// another one.
    /// </summary>
    public static Transaction? Replay(
        LedgerSession ledger,
        string subject,
        string type,
        string? key,
        string fingerprint,
        BankContract contract
    )
    {
        if (key is null || TransactionRows.FindByKey(ledger, subject, type, key) is not { } stored)
        {
            return null;
        }
        if (contract == BankContract.V2)
        {
            RequireSame(stored.Fingerprint, fingerprint);
        }
        return stored;
    }

    public static void RequireSame(string? stored, string fingerprint)
    {
        if (!string.Equals(stored, fingerprint, StringComparison.Ordinal))
        {
            throw new RefusedException(
                RefusalReason.State,
                "Idempotency key was already used with a different request"
            );
        }
    }
}
