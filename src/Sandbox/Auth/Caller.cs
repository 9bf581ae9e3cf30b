namespace FinancialMcp.Sandbox.Auth;

/// <summary>Who calls, and with which roles in that service's eyes.</summary>
internal sealed record Caller(string Subject, IReadOnlySet<string> Roles)
{
    public const string UserRole = "ROLE_USER";
    public const string AdminRole = "ROLE_ADMIN";
    public const string InternalServiceRole = "ROLE_INTERNAL_SERVICE";

    public bool IsAdmin => Roles.Contains(AdminRole);

    public bool IsPrivileged => IsAdmin || Roles.Contains(InternalServiceRole);
}
