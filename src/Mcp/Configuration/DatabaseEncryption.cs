namespace FinancialMcp.Mcp.Configuration;

/// <summary>How far a connection to PostgreSQL is protected; the names are those of libpq's sslmode.</summary>
internal enum DatabaseEncryption
{
    Disable,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}
