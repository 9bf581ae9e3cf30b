using FinancialMcp.Domain;
using FinancialMcp.Domain.Agents;

namespace FinancialMcp.Application.Security;

/// <summary>How a right stands for a caller.</summary>
public enum Right
{
    Granted,

    /// <summary>The role allows it, the token's scopes do not: the tool is listed and answers with a challenge.</summary>
    MissingScope,

    /// <summary>No role allows it: the tool is hidden.</summary>
    NotGranted,
}

/// <summary>Who calls, as their verified token states it.</summary>
public sealed record Caller
{
    public required Principal Principal { get; init; }

    /// <summary>Normalized role names; unknown ones give no right.</summary>
    public required IReadOnlySet<string> Roles { get; init; }

    /// <summary>The token's scopes; null when it carries none, which narrows nothing.</summary>
    public IReadOnlySet<string>? Scopes { get; init; }

    /// <summary>The bank user that the token names (claim BACKEND_SUBJECT_CLAIM), for callers who act for themselves.</summary>
    public required string BackendSubject { get; init; }

    /// <summary>What the agent behind the token is granted; null for who is no agent.</summary>
    public Grant? Grant { get; init; }

    /// <summary>True for a person at the admin side, whose roles are the bank's staff roles and give other rights.</summary>
    public bool IsPerson { get; init; }

    /// <summary>SHA-256 of the token's id, or of the token: tells two tokens apart without being one.</summary>
    public string? TokenHash { get; init; }

    /// <summary>
    /// True when a role other than user and customer grants this very right: only then is the caller not bound to own
    /// accounts. Two roles do not add up: a user who may also read everything still moves only the own money.
    /// </summary>
    public bool ActsForOthersUnder(string? permission) =>
        permission is not null
        && Roles.Any(role =>
            role is not (RolePermissions.User or RolePermissions.Customer) && Grants(role, permission)
        );

    /// <summary>Effective right: of the roles, narrowed by the scopes. A null permission is granted to everybody.</summary>
    public Right RightTo(string? permission)
    {
        if (permission is null)
        {
            return Right.Granted;
        }

        if (IsPerson)
        {
            return Roles.Any(role => StaffPermissions.Grants(role, permission)) ? Right.Granted : Right.NotGranted;
        }

        if (
            !Roles.Any(role => Grants(role, permission))
            || Grant?.Allows(permission, Permissions.Reads.Contains(permission)) == false
        )
        {
            return Right.NotGranted;
        }

        return Scopes is null || Scopes.Contains(Permissions.ScopeOf[permission]) ? Right.Granted : Right.MissingScope;
    }

    /// <summary>The roles that grant this very right.</summary>
    public IReadOnlyList<string> RolesFor(string permission) => RolePermissions.Holding(Roles, permission);

    private static bool Grants(string role, string permission) =>
        RolePermissions.Table.TryGetValue(role, out var rights) && rights.Contains(permission);
}
