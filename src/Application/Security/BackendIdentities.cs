using FinancialMcp.Domain.Operations;

namespace FinancialMcp.Application.Security;

/// <summary>
/// In whose name the bank is asked. The account service ignores the roles of a token and refuses unknown users, so
/// callers who act for themselves appear as their own bank user, and all others as one staff user of the bank, after
/// our own checks.
/// </summary>
/// <param name="StaffSubject">The bank user with ROLE_ADMIN (BACKEND_STAFF_SUBJECT).</param>
/// <param name="AreShown">
/// False where the bank is shown a token of its own for every call (BACKEND_SERVICE_TOKEN): it then judges nobody's rights but
/// that token's, and every right of a caller is ours to judge.
/// </param>
public sealed record BackendIdentities(string StaffSubject, bool AreShown = true)
{
    /// <summary>The bank user with ROLE_ADMIN, for what no caller asked.</summary>
    public BackendIdentity Staff => new(StaffSubject, IsStaff: true);

    /// <summary>For a call whose right was decided: staff only where the right itself is one to act for others.</summary>
    public BackendIdentity Of(CallContext context) =>
        context.ActsForOthers ? Staff : new BackendIdentity(context.Caller.BackendSubject, IsStaff: false);
}
