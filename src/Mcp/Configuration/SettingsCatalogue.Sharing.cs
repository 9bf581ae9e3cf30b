using static FinancialMcp.Mcp.Configuration.DeploymentEnvironment;

namespace FinancialMcp.Mcp.Configuration;

internal static partial class SettingsCatalogue
{
    private const string Sharing = "Limits and sharing";

    public static Setting<bool> RateLimitEnabled { get; } =
        new("RATE_LIMIT_ENABLED", SettingTypes.Flag, Sharing, "Keeps one caller from taking the place of the others.")
        {
            Default = "true",
        };

    public static Setting<int> RateLimitRequests { get; } =
        new(
            "RATE_LIMIT_REQUESTS",
            SettingTypes.Number(1, 10_000),
            Sharing,
            "About so many requests of one agent for one customer in a RATE_LIMIT_WINDOW; a search counts as several. Twice as many are not even read."
        )
        {
            Default = "600",
        };

    public static Setting<int> RateLimitWindow { get; } =
        new("RATE_LIMIT_WINDOW", SettingTypes.Number(1, 3600, "seconds"), Sharing, "Span of RATE_LIMIT_REQUESTS.")
        {
            Default = "60",
        };

    public static Setting<RedisAddress> RedisUrl { get; } =
        new(
            "REDIS_URL",
            RedisAddress.Type,
            Sharing,
            "Redis, in which replicas count calls together and tell each other of stops. Without one each counts alone."
        )
        {
            Secrecy = SecretKind.Address,
            RequiredIn = [Production],
        };
}
