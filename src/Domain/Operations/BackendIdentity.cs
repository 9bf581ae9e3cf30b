namespace FinancialMcp.Domain.Operations;

/// <summary>The bank user in whose name a request is made; pinned on the operation so that look-ups see what it did.</summary>
/// <param name="Subject">The bank's user name.</param>
/// <param name="IsStaff">True for the bank user with ROLE_ADMIN that serves all roles but user and customer.</param>
public sealed record BackendIdentity(string Subject, bool IsStaff);
