namespace FinancialMcp.Application.Security;

/// <summary>
/// Which role holds which right. A plain user neither corrects a balance nor reverses a withdrawal: both would be free
/// money.
/// </summary>
public static class RolePermissions
{
    public const string User = "user";
    public const string Customer = "customer";

    private static readonly string[] Read =
    [
        Permissions.AccountRead,
        Permissions.TransactionRead,
        Permissions.QueryHistory,
    ];

    /// <summary>Role to rights; the keys are all roles there are.</summary>
    public static IReadOnlyDictionary<string, IReadOnlySet<string>> Table { get; } =
        new Dictionary<string, IReadOnlySet<string>>(StringComparer.Ordinal)
        {
            ["admin"] = Permissions.ScopeOf.Keys.ToHashSet(StringComparer.Ordinal),
            ["internal_service"] = Permissions.ScopeOf.Keys.ToHashSet(StringComparer.Ordinal),
            [User] = Rights(
                Permissions.AccountCreate,
                Permissions.AccountUpdate,
                Permissions.AccountDelete,
                Permissions.TransactionCreate,
                Permissions.QueryAnalytics,
                Permissions.QuerySearch
            ),
            ["financial_officer"] = Rights(
                Permissions.AccountCreate,
                Permissions.AccountUpdate,
                Permissions.AccountStatus,
                Permissions.AccountBalanceUpdate,
                Permissions.TransactionCreate,
                Permissions.TransactionReverse,
                Permissions.QueryAnalytics,
                Permissions.QuerySearch
            ),
            ["account_manager"] = Rights(
                Permissions.AccountCreate,
                Permissions.AccountUpdate,
                Permissions.AccountStatus,
                Permissions.QueryAnalytics
            ),
            ["customer_service"] = Rights(Permissions.QuerySearch),
            ["readonly_user"] = Rights(),
            [Customer] = Rights(),
        };

    /// <summary>The role's name as the table knows it: without <c>ROLE_</c>, in lower case.</summary>
    public static string Normalize(string role) =>
        (role.StartsWith("ROLE_", StringComparison.OrdinalIgnoreCase) ? role[5..] : role).ToLowerInvariant();

    /// <summary>Those of the roles that grant the right, in the order of the alphabet.</summary>
    public static IReadOnlyList<string> Holding(IEnumerable<string> roles, string permission) =>
        [
            .. roles
                .Where(role => Table.TryGetValue(role, out var rights) && rights.Contains(permission))
                .Order(StringComparer.Ordinal),
        ];

    private static HashSet<string> Rights(params string[] more) => [.. Read, .. more];
}
