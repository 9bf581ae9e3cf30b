using static FinancialMcp.Mcp.Configuration.DeploymentEnvironment;

namespace FinancialMcp.Mcp.Configuration;

internal static partial class SettingsCatalogue
{
    private const string Database = "Database";
    private const string Logs = "Logs";

    public static Setting<string> DbHost { get; } =
        new(
            "DB_HOST",
            SettingTypes.Text,
            Database,
            "PostgreSQL host. Without one, development and staging use the embedded SQLite database."
        )
        {
            RequiredIn = [Production],
        };

    public static Setting<int> DbPort { get; } =
        new("DB_PORT", SettingTypes.Number(1, 65_535), Database, "PostgreSQL port.") { Default = "5432" };

    public static Setting<string> DbName { get; } =
        new("DB_NAME", SettingTypes.Text, Database, "PostgreSQL database.") { Default = "mcp_financial" };

    public static Setting<string> DbUser { get; } =
        new("DB_USER", SettingTypes.Text, Database, "PostgreSQL user of the server; required with DB_HOST.");

    public static Setting<Secret> DbPassword { get; } =
        new("DB_PASSWORD", SettingTypes.Secret, Database, "Password of DB_USER; required with DB_HOST.")
        {
            Secrecy = SecretKind.Password,
        };

    public static Setting<DatabaseEncryption> DbSslMode { get; } =
        new(
            "DB_SSL_MODE",
            SettingTypes.Choice(
                ("disable", DatabaseEncryption.Disable),
                ("prefer", DatabaseEncryption.Prefer),
                ("require", DatabaseEncryption.Require),
                ("verify-ca", DatabaseEncryption.VerifyCa),
                ("verify-full", DatabaseEncryption.VerifyFull)
            ),
            Database,
            "Encryption towards PostgreSQL. Production asks for require or better, unless DB_HOST is this machine."
        )
        {
            Default = "verify-full",
            DevelopmentDefault = "prefer",
        };

    public static Setting<string> DbMigrationUser { get; } =
        new("DB_MIGRATION_USER", SettingTypes.Text, Database, "User that `migrate` connects as.")
        {
            DefaultText = "DB_USER",
            IsOwners = true,
        };

    public static Setting<Secret> DbMigrationPassword { get; } =
        new(
            "DB_MIGRATION_PASSWORD",
            SettingTypes.Secret,
            Database,
            "Password of DB_MIGRATION_USER, which the server never reads."
        )
        {
            Secrecy = SecretKind.Password,
            IsOwners = true,
        };

    public static Setting<string> DbSealerUser { get; } =
        new("DB_SEALER_USER", SettingTypes.Text, Database, "User that seals the trail; `migrate` gives it its rights.")
        {
            DefaultText = "DB_USER",
            WorkedOut = settings => settings.Database.Postgres?.SealerUser,
        };

    public static Setting<Secret> DbSealerPassword { get; } =
        new("DB_SEALER_PASSWORD", SettingTypes.Secret, Database, "Password of DB_SEALER_USER.")
        {
            Secrecy = SecretKind.Password,
        };

    public static Setting<string> DbReaderUser { get; } =
        new(
            "DB_READER_USER",
            SettingTypes.Text,
            Database,
            "User that may read the trail and nothing else, for auditors and `audit verify`; `migrate` gives it its rights."
        );

    public static Setting<string> DbRetentionUser { get; } =
        new(
            "DB_RETENTION_USER",
            SettingTypes.Text,
            Database,
            "User that may drop the months that two people agreed to drop; `migrate` gives it its rights."
        );

    public static Setting<Secret> DbRetentionPassword { get; } =
        new(
            "DB_RETENTION_PASSWORD",
            SettingTypes.Secret,
            Database,
            "Password of DB_RETENTION_USER, for `audit drop` only."
        )
        {
            Secrecy = SecretKind.Password,
            IsOwners = true,
        };

    public static Setting<string> DataDir { get; } =
        new("DATA_DIR", SettingTypes.Text, Database, "Folder of the embedded database.") { Default = "data" };

    public static Setting<LogLevel> LogLevel { get; } =
        new(
            "LOG_LEVEL",
            SettingTypes.Choice(
                ("DEBUG", Microsoft.Extensions.Logging.LogLevel.Debug),
                ("INFO", Microsoft.Extensions.Logging.LogLevel.Information),
                ("WARNING", Microsoft.Extensions.Logging.LogLevel.Warning),
                ("ERROR", Microsoft.Extensions.Logging.LogLevel.Error),
                ("CRITICAL", Microsoft.Extensions.Logging.LogLevel.Critical)
            ),
            Logs,
            "The least severe line that is written."
        )
        {
            Default = "INFO",
            DefaultText = "INFO; DEBUG with DEBUG=true",
            WorkedOut = settings =>
                settings.Logs.Level == Microsoft.Extensions.Logging.LogLevel.Debug ? "DEBUG" : "INFO",
        };

    public static Setting<bool> Debug { get; } =
        new("DEBUG", SettingTypes.Flag, Logs, "Makes LOG_LEVEL default to DEBUG. Refused in production.")
        {
            Default = "false",
        };

    public static Setting<LogFormat> LogFormat { get; } =
        new(
            "LOG_FORMAT",
            SettingTypes.Choice(("json", Configuration.LogFormat.Json), ("text", Configuration.LogFormat.Text)),
            Logs,
            "One JSON object a line, or lines for people."
        )
        {
            Default = "json",
        };

    public static Setting<string> LogFile { get; } =
        new("LOG_FILE", SettingTypes.Text, Logs, "File that the log is written to as well; it is rolled by size.");
}
