using FinancialMcp.Application;
using static FinancialMcp.Mcp.Configuration.DeploymentEnvironment;

namespace FinancialMcp.Mcp.Configuration;

internal static partial class SettingsCatalogue
{
    private const string Callers = "Callers";
    private const string Backends = "Backends";

    public static Setting<string> AuthAuthority { get; } =
        new(
            "AUTH_AUTHORITY",
            SettingTypes.Issuer,
            Callers,
            "Issuer of callers' tokens, exactly as they name it, whose published keys verify them (RS256, PS256, ES256); https outside development. Instead of JWT_SECRET and JWT_ISSUER."
        );

    public static Setting<Secret> JwtSecret { get; } =
        new("JWT_SECRET", SettingTypes.Secret, Callers, "Key (HS256) that signs the tokens of callers.")
        {
            Secrecy = SecretKind.SigningKey,
            RequiredIn = [Development, Staging, Production],
            Instead = AuthAuthority,
        };

    public static Setting<Secret> JwtSecretPrevious { get; } =
        new("JWT_SECRET_PREVIOUS", SettingTypes.Secret, Callers, "The key before, accepted while keys are rotated.")
        {
            Secrecy = SecretKind.SigningKey,
        };

    public static Setting<string> JwtIssuer { get; } =
        new("JWT_ISSUER", SettingTypes.Text, Callers, "The issuer (iss) that callers' tokens must name, exactly.")
        {
            DevelopmentDefault = "financial-mcp-development",
            RequiredIn = [Staging, Production],
            Instead = AuthAuthority,
        };

    public static Setting<Uri> AccountServiceUrl { get; } =
        new("ACCOUNT_SERVICE_URL", SettingTypes.Url, Backends, "The bank's account service.")
        {
            DevelopmentDefault = "http://localhost:8080",
            RequiredIn = [Staging, Production],
        };

    public static Setting<Uri> TransactionServiceUrl { get; } =
        new("TRANSACTION_SERVICE_URL", SettingTypes.Url, Backends, "The bank's transaction service.")
        {
            DevelopmentDefault = "http://localhost:8081",
            RequiredIn = [Staging, Production],
        };

    public static Setting<BankContract> BackendContract { get; } =
        new(
            "BACKEND_CONTRACT",
            SettingTypes.Choice(("v1", BankContract.V1), ("v2", BankContract.V2)),
            Backends,
            "Version of the contract that the bank's services speak."
        )
        {
            Default = "v1",
        };

    public static Setting<TimeZoneInfo> BackendTimeZone { get; } =
        new("BACKEND_TIME_ZONE", SettingTypes.TimeZone, Backends, "Zone of the bank's times, which name none.")
        {
            Default = "UTC",
        };

    public static Setting<Secret> BackendServiceToken { get; } =
        new(
            "BACKEND_SERVICE_TOKEN",
            SettingTypes.Secret,
            Backends,
            "Token that the bank gave this server, sent as it is instead of tokens of our own. It does not expire with a payment, so one whose end is not known is for people to settle."
        )
        {
            Secrecy = SecretKind.Password,
        };

    public static Setting<Secret> BackendJwtSecret { get; } =
        new("BACKEND_JWT_SECRET", SettingTypes.Secret, Backends, "Key (HS256) that signs our tokens for the bank.")
        {
            Secrecy = SecretKind.SigningKey,
            DefaultText = "development: JWT_SECRET",
            WorkedOut = settings => settings.IsDevelopment ? "JWT_SECRET" : null,
            RequiredIn = [Staging, Production],
            Instead = BackendServiceToken,
        };

    public static Setting<string> BackendStaffSubject { get; } =
        new("BACKEND_STAFF_SUBJECT", SettingTypes.Text, Backends, "Bank user that acts for callers with a staff role.")
        {
            DevelopmentDefault = "olivia",
            RequiredIn = [Staging, Production],
        };

    public static Setting<string> BackendSubjectClaim { get; } =
        new(
            "BACKEND_SUBJECT_CLAIM",
            SettingTypes.Text,
            Backends,
            "Claim of a customer's token that names the bank user."
        )
        {
            Default = "sub",
        };

    public static Setting<int> HttpTimeout { get; } =
        new(
            "HTTP_TIMEOUT",
            SettingTypes.Number(1000, 60_000, "ms"),
            Backends,
            "Time that one read at the bank may take."
        )
        {
            Default = "5000",
        };

    public static Setting<int> MaxRetries { get; } =
        new("MAX_RETRIES", SettingTypes.Number(1, 10), Backends, "Retries of a read; changing calls are never retried.")
        {
            Default = "3",
        };

    public static Setting<int> RetryDelay { get; } =
        new("RETRY_DELAY", SettingTypes.Number(10, 10_000, "ms"), Backends, "Delay before the first retry; it doubles.")
        {
            Default = "200",
        };

    public static Setting<int> CircuitBreakerFailureThreshold { get; } =
        new(
            "CIRCUIT_BREAKER_FAILURE_THRESHOLD",
            SettingTypes.Number(2, 20),
            Backends,
            "Failures in a row that open a service's circuit."
        )
        {
            Default = "5",
        };

    public static Setting<int> CircuitBreakerRecoveryTimeout { get; } =
        new(
            "CIRCUIT_BREAKER_RECOVERY_TIMEOUT",
            SettingTypes.Number(5, 300, "seconds"),
            Backends,
            "How long an open circuit stays open before it is tried."
        )
        {
            Default = "30",
        };
}
