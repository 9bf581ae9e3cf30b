using FinancialMcp.Application.Security;

namespace FinancialMcp.Application.Staff;

/// <summary>Which roles one person may have together.</summary>
public static class StaffRoles
{
    private static readonly (string One, string Other)[] Conflicts =
    [
        (StaffPermissions.Approver, StaffPermissions.Operator),
        (StaffPermissions.Admin, StaffPermissions.Auditor),
        (StaffPermissions.Admin, StaffPermissions.Approver),
    ];

    /// <summary>Sorted, each once, as accounts keep them.</summary>
    public static IReadOnlyList<string> Sorted(IEnumerable<string> roles) =>
        [.. roles.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>For people.</summary>
    internal static string Words(IReadOnlyCollection<string> roles) =>
        roles.Count == 0 ? "no role" : string.Join(" and ", roles);

    /// <summary>What is wrong with a person having these, in words; null when nothing is.</summary>
    public static string? ProblemOf(IReadOnlyCollection<string> roles)
    {
        ArgumentNullException.ThrowIfNull(roles);
        foreach (var role in roles)
        {
            if (!StaffPermissions.Table.ContainsKey(role))
            {
                return $"There is no such role. Choose among {string.Join(", ", StaffPermissions.Table.Keys)}.";
            }
        }

        foreach (var (one, other) in Conflicts)
        {
            if (roles.Contains(one) && roles.Contains(other))
            {
                return $"Nobody may be {one} and {other} at once: each watches over the other. Choose one of them.";
            }
        }

        return null;
    }
}
