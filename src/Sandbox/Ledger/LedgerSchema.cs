namespace FinancialMcp.Sandbox.Ledger;

/// <summary>
/// The ledger file. Amounts are integers in minor units, times are UTC microseconds since 1970, account 0 is the
/// outside world (EXTERNAL on the wire) and takes the other leg of everything that enters or leaves the bank.
/// <para>
/// Checkers may read the file at any time, also after the process was killed. What they may rely on:
/// <c>journal(seq, transaction_id, type, idempotency_key, subject, from_account, to_account, amount, status, at)</c>,
/// one row for every change that was committed, written in the same SQLite transaction as the change. Its types are
/// those of the transactions plus OPENING, CORRECTION and WRITE_OFF for money that account-service endpoints of v1
/// create, change or drop. <c>postings(seq, transaction_id, account_id, amount, currency, at)</c>: the sum of amount is
/// zero per transaction and over the file. <c>accounts(id, owner_id, balance, …)</c>: balance is the sum of the
/// account's postings and never negative. A row with status other than COMPLETED has no postings.
/// </para>
/// </summary>
internal static class LedgerSchema
{
    public const string Sql = """
        CREATE TABLE IF NOT EXISTS users (
            name TEXT PRIMARY KEY,
            password_salt BLOB NOT NULL,
            password_hash BLOB NOT NULL,
            roles TEXT NOT NULL
        ) STRICT;

        CREATE TABLE IF NOT EXISTS accounts (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            owner_id TEXT NOT NULL,
            type TEXT NOT NULL,
            currency TEXT NOT NULL,
            balance INTEGER NOT NULL CHECK (balance >= 0),
            transaction_count INTEGER NOT NULL DEFAULT 0,
            status TEXT NOT NULL,
            status_reason TEXT,
            status_updated_at INTEGER,
            status_updated_by TEXT,
            interest_rate TEXT,
            credit_limit INTEGER,
            due_date TEXT,
            created_at INTEGER NOT NULL,
            deleted INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX IF NOT EXISTS accounts_owner ON accounts (owner_id, id);

        CREATE TABLE IF NOT EXISTS transactions (
            seq INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            type TEXT NOT NULL,
            status TEXT NOT NULL,
            from_account INTEGER NOT NULL,
            to_account INTEGER NOT NULL,
            amount INTEGER NOT NULL CHECK (amount > 0),
            currency TEXT NOT NULL,
            description TEXT,
            reference TEXT,
            created_at INTEGER NOT NULL,
            processed_at INTEGER,
            created_by TEXT NOT NULL,
            idempotency_key TEXT,
            fingerprint TEXT,
            processing_state TEXT NOT NULL,
            original_id TEXT,
            reversal_id TEXT,
            reversed_at INTEGER,
            reversed_by TEXT,
            reversal_reason TEXT
        ) STRICT;
        CREATE UNIQUE INDEX IF NOT EXISTS transactions_key
            ON transactions (created_by, type, idempotency_key) WHERE idempotency_key IS NOT NULL;
        CREATE INDEX IF NOT EXISTS transactions_from ON transactions (from_account, created_at);
        CREATE INDEX IF NOT EXISTS transactions_to ON transactions (to_account, created_at);
        CREATE INDEX IF NOT EXISTS transactions_creator ON transactions (created_by, created_at);
        CREATE INDEX IF NOT EXISTS transactions_reference ON transactions (reference) WHERE reference IS NOT NULL;
        CREATE INDEX IF NOT EXISTS transactions_original ON transactions (original_id) WHERE original_id IS NOT NULL;

        CREATE TABLE IF NOT EXISTS postings (
            seq INTEGER PRIMARY KEY,
            transaction_id TEXT NOT NULL,
            account_id INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            currency TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE IF NOT EXISTS journal (
            seq INTEGER PRIMARY KEY,
            transaction_id TEXT NOT NULL,
            type TEXT NOT NULL,
            idempotency_key TEXT,
            subject TEXT NOT NULL,
            from_account INTEGER NOT NULL,
            to_account INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            status TEXT NOT NULL,
            at INTEGER NOT NULL
        ) STRICT;

        CREATE TABLE IF NOT EXISTS authorizations (
            id TEXT PRIMARY KEY,
            subject TEXT NOT NULL,
            idempotency_key TEXT NOT NULL,
            fingerprint TEXT NOT NULL,
            challenge_id TEXT NOT NULL,
            status TEXT NOT NULL,
            from_account INTEGER NOT NULL,
            to_account INTEGER NOT NULL,
            amount INTEGER NOT NULL,
            currency TEXT NOT NULL,
            description TEXT,
            reference TEXT,
            created_at INTEGER NOT NULL,
            expires_at INTEGER NOT NULL,
            transaction_id TEXT,
            UNIQUE (subject, idempotency_key)
        ) STRICT;
        """;
}
