using FinancialMcp.Infrastructure;
using FinancialMcp.Infrastructure.Audit;
using FinancialMcp.Infrastructure.Backends;
using FinancialMcp.Infrastructure.Operations;
using FinancialMcp.Infrastructure.Persistence;
using FinancialMcp.Infrastructure.Redis;
using FinancialMcp.Mcp.Configuration;

namespace FinancialMcp.Mcp.Hosting;

/// <summary>The settings in the words of the infrastructure, which knows no settings.</summary>
internal static class InfrastructureSettings
{
    public static InfrastructureOptions For(Settings settings) =>
        new()
        {
            Database = Database(settings),
            Audit = Audit(settings),
            Backends = Backends(settings.Backends),
            KeyCertificate = settings.KeyCertificateFile,
            Redis = settings.Redis is { } redis ? Redis(redis) : null,
            FirstPolicy = new FirstPolicy(settings.Oversight.FirstPolicy),
        };

    private static RedisOptions Redis(RedisAddress address) =>
        new()
        {
            Host = address.Host,
            Port = address.Port,
            User = address.User,
            Password = address.Password?.Reveal(),
            Database = address.Database,
            Tls = address.Tls,
        };

    public static DatabaseOptions Database(Settings settings) => Database(settings.Database, settings.IsProduction);

    private static DatabaseOptions Database(DatabaseSettings settings, bool refusesOwner) =>
        new()
        {
            DataDirectory = settings.DataDirectory,
            Postgres = settings.Postgres is { } postgres
                ? new PostgresOptions
                {
                    Host = postgres.Host,
                    Port = postgres.Port,
                    Database = postgres.Database,
                    User = postgres.User,
                    Password = postgres.Password.Reveal(),
                    SslMode = ModeOf(postgres.Encryption),
                    MigrationUser = postgres.MigrationUser,
                    MigrationPassword = postgres.MigrationPassword.Reveal(),
                    RefusesOwner = refusesOwner,
                    SealerUser = postgres.SealerUser,
                    SealerPassword = postgres.SealerPassword.Reveal(),
                    ReaderUser = postgres.ReaderUser,
                    RetentionUser = postgres.RetentionUser,
                    RetentionPassword = postgres.RetentionPassword?.Reveal(),
                }
                : null,
        };

    public static AuditOptions Audit(Settings settings) =>
        new()
        {
            Directory = Path.Combine(settings.Database.DataDirectory, "audit"),
            MacKeyFile = settings.Audit.MacKeyFile,
            SigningKeyFile = settings.Audit.SigningKeyFile,
            AnchorFile = settings.Audit.AnchorFile,
            AnchorSyslog = settings.Audit.AnchorSyslog is { } syslog
                ? new SyslogServer(syslog.Host, syslog.Port)
                : null,
            AnchorWebhook = settings.Audit.AnchorWebhook,
            Seals = settings.Audit.Seals,
        };

    private static BackendOptions Backends(BackendSettings settings) =>
        new()
        {
            AccountService = new BackendEndpoint(settings.AccountServiceUrl, settings.ServiceToken?.Reveal()),
            TransactionService = new BackendEndpoint(settings.TransactionServiceUrl, settings.ServiceToken?.Reveal()),
            Contract = settings.Contract,
            JwtSecret = settings.JwtSecret?.Reveal(),
            StaffSubject = settings.StaffSubject,
            TimeZone = settings.TimeZone,
            HttpTimeout = settings.HttpTimeout,
            MaxRetries = settings.MaxRetries,
            RetryDelay = settings.RetryDelay,
            BreakerFailureThreshold = settings.BreakerFailureThreshold,
            BreakerRecovery = settings.BreakerRecoveryTimeout,
        };

    /// <summary>Npgsql's name for libpq's.</summary>
    private static string ModeOf(DatabaseEncryption encryption) =>
        encryption switch
        {
            DatabaseEncryption.Disable => "Disable",
            DatabaseEncryption.Prefer => "Prefer",
            DatabaseEncryption.Require => "Require",
            DatabaseEncryption.VerifyCa => "VerifyCA",
            _ => "VerifyFull",
        };
}
