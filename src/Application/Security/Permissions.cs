namespace FinancialMcp.Application.Security;

/// <summary>The rights there are, as <c>area:action</c>.</summary>
public static class Permissions
{
    public const string AccountRead = "account:read";
    public const string AccountCreate = "account:create";
    public const string AccountUpdate = "account:update";
    public const string AccountStatus = "account:status";
    public const string AccountDelete = "account:delete";
    public const string AccountBalanceUpdate = "account:balance:update";
    public const string TransactionRead = "transaction:read";
    public const string TransactionCreate = "transaction:create";
    public const string TransactionReverse = "transaction:reverse";
    public const string QueryHistory = "query:transaction:history";
    public const string QuerySearch = "query:transaction:search";
    public const string QueryAnalytics = "query:account:analytics";
    public const string AdminStatus = "admin:system:status";
    public const string AdminMetrics = "admin:metrics";
    public const string AdminHealth = "admin:health";

    /// <summary>The rights that leave everything as it was.</summary>
    public static IReadOnlySet<string> Reads { get; } =
        new HashSet<string>(StringComparer.Ordinal)
        {
            AccountRead,
            TransactionRead,
            QueryHistory,
            QuerySearch,
            QueryAnalytics,
            AdminStatus,
            AdminMetrics,
            AdminHealth,
        };

    /// <summary>Every right with the token scope it needs when the token carries scopes.</summary>
    public static IReadOnlyDictionary<string, string> ScopeOf { get; } =
        new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [AccountRead] = Scopes.AccountsRead,
            [AccountCreate] = Scopes.AccountsWrite,
            [AccountUpdate] = Scopes.AccountsWrite,
            [AccountStatus] = Scopes.AccountsWrite,
            [AccountDelete] = Scopes.AccountsWrite,
            [AccountBalanceUpdate] = Scopes.MoneyMove,
            [TransactionRead] = Scopes.TransactionsRead,
            [TransactionCreate] = Scopes.MoneyMove,
            [TransactionReverse] = Scopes.MoneyReverse,
            [QueryHistory] = Scopes.TransactionsRead,
            [QuerySearch] = Scopes.TransactionsRead,
            [QueryAnalytics] = Scopes.AccountsRead,
            [AdminStatus] = Scopes.OpsRead,
            [AdminMetrics] = Scopes.OpsRead,
            [AdminHealth] = Scopes.OpsRead,
        };
}

/// <summary>The OAuth scopes a token may carry; a token without any is limited by its roles alone.</summary>
public static class Scopes
{
    public const string AccountsRead = "accounts:read";
    public const string AccountsWrite = "accounts:write";
    public const string TransactionsRead = "transactions:read";
    public const string MoneyMove = "money:move";
    public const string MoneyReverse = "money:reverse";
    public const string OpsRead = "ops:read";
}
