namespace FinancialMcp.Mcp.Configuration;

/// <summary>
/// Every setting of the server, once. The names are those of the deployment guide; a name that changes nothing is not here.
/// </summary>
internal static partial class SettingsCatalogue
{
    /// <summary>Every setting, in the order in which the documentation shows them.</summary>
    /// <remarks>Built when first asked for: initializers of a class in several files have no order.</remarks>
    public static IReadOnlyList<Setting> All =>
        field ??= [
            Environment,
            Host,
            Port,
            AdminPort,
            MetricsPort,
            PublicUrl,
            DevAllowRemote,
            McpEnabled,
            AdminEnabled,
            MetricsEnabled,
            HealthCheckEnabled,
            AllowedHosts,
            CorsEnabled,
            CorsOrigins,
            MaxConnections,
            KeepAliveTimeout,
            Version,
            JwtSecret,
            JwtSecretPrevious,
            JwtIssuer,
            AccountServiceUrl,
            TransactionServiceUrl,
            BackendContract,
            BackendTimeZone,
            BackendJwtSecret,
            BackendStaffSubject,
            BackendSubjectClaim,
            HttpTimeout,
            MaxRetries,
            RetryDelay,
            CircuitBreakerFailureThreshold,
            CircuitBreakerRecoveryTimeout,
            AgentDefaultGrant,
            PolicyFile,
            ChangeDeadline,
            QuiesceWindow,
            DbHost,
            DbPort,
            DbName,
            DbUser,
            DbPassword,
            DbSslMode,
            DbMigrationUser,
            DbMigrationPassword,
            DataDir,
            LogLevel,
            Debug,
            LogFormat,
            LogFile,
        ];
}
