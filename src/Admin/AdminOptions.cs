namespace FinancialMcp.Admin;

/// <summary>What the admin pages show of this instance that no use case knows.</summary>
/// <param name="Environment">development, staging or production.</param>
/// <param name="Contract">Version of the bank's contract that is spoken: v1 or v2.</param>
/// <param name="Database">Kind of the database, as people call it: PostgreSQL or SQLite.</param>
/// <param name="IsPlain">True where pages are served without TLS: to this machine alone, in development.</param>
public sealed record AdminOptions(string Environment, string Contract, string Database, bool IsPlain);
