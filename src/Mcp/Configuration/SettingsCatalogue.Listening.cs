using System.Net;
using static FinancialMcp.Mcp.Configuration.DeploymentEnvironment;

namespace FinancialMcp.Mcp.Configuration;

internal static partial class SettingsCatalogue
{
    private const string Listening = "Listening";

    public static Setting<DeploymentEnvironment> Environment { get; } =
        new(
            "ENVIRONMENT",
            SettingTypes.Choice(("development", Development), ("staging", Staging), ("production", Production)),
            Listening,
            "Where this instance runs. Development listens on loopback only."
        )
        {
            Default = "production",
        };

    public static Setting<IPAddress> Host { get; } =
        new("HOST", SettingTypes.Address, Listening, "Address that all listeners bind to.")
        {
            Default = "0.0.0.0",
            DevelopmentDefault = "127.0.0.1",
        };

    public static Setting<int> Port { get; } =
        new("PORT", Ports, Listening, "MCP endpoint and health endpoints. 0, in development only, takes a free port.")
        {
            Default = "8082",
        };

    public static Setting<int> AdminPort { get; } =
        new("ADMIN_PORT", Ports, Listening, "Admin pages.") { Default = "8083" };

    public static Setting<int> MetricsPort { get; } =
        new("METRICS_PORT", Ports, Listening, "Prometheus metrics.") { Default = "9090" };

    public static Setting<Uri> PublicUrl { get; } =
        new(
            "PUBLIC_URL",
            SettingTypes.Url,
            Listening,
            "URL under which agents reach this server. Tokens must be issued for this URL + /mcp."
        )
        {
            DefaultText = "development: http://localhost:PORT",
            WorkedOut = settings => settings.Listening.PublicUrl,
            RequiredIn = [Staging, Production],
        };

    public static Setting<bool> DevAllowRemote { get; } =
        new("DEV_ALLOW_REMOTE", SettingTypes.Flag, Listening, "Lets a development instance listen beyond loopback.")
        {
            Default = "false",
        };

    public static Setting<bool> McpEnabled { get; } =
        new("MCP_ENABLED", SettingTypes.Flag, Listening, "Serves the MCP endpoint.") { Default = "true" };

    public static Setting<bool> AdminEnabled { get; } =
        new(
            "ADMIN_ENABLED",
            SettingTypes.Flag,
            Listening,
            "Serves the admin pages: at ADMIN_URL; in development without one, to this machine only."
        )
        {
            Default = "false",
            DefaultText = "development on loopback: true; else false",
            WorkedOut = settings => settings.Listening.AdminEnabled ? "true" : "false",
        };

    public static Setting<bool> MetricsEnabled { get; } =
        new("METRICS_ENABLED", SettingTypes.Flag, Listening, "Serves /metrics.") { Default = "true" };

    public static Setting<bool> HealthCheckEnabled { get; } =
        new("HEALTH_CHECK_ENABLED", SettingTypes.Flag, Listening, "Serves /health, /ready and /live.")
        {
            Default = "true",
        };

    public static Setting<IReadOnlyList<string>> AllowedHosts { get; } =
        new(
            "ALLOWED_HOSTS",
            SettingTypes.HostNames,
            Listening,
            "Host headers that the MCP listener answers; health endpoints answer all of them."
        )
        {
            DefaultText = "the host of PUBLIC_URL, localhost, 127.0.0.1, [::1]",
            WorkedOut = settings => string.Join(", ", settings.Listening.AllowedHosts),
        };

    public static Setting<bool> CorsEnabled { get; } =
        new("CORS_ENABLED", SettingTypes.Flag, Listening, "Lets browsers call the MCP endpoint from CORS_ORIGINS.")
        {
            Default = "false",
        };

    public static Setting<IReadOnlyList<string>> CorsOrigins { get; } =
        new(
            "CORS_ORIGINS",
            SettingTypes.Origins,
            Listening,
            "Origins that may call when CORS_ENABLED; * not in production."
        );

    public static Setting<int> MaxConnections { get; } =
        new(
            "MAX_CONNECTIONS",
            SettingTypes.Number(1, 100_000),
            Listening,
            "Open connections per listener; more are closed."
        )
        {
            Default = "1000",
        };

    public static Setting<int> KeepAliveTimeout { get; } =
        new(
            "KEEPALIVE_TIMEOUT",
            SettingTypes.Number(1, 3600, "seconds"),
            Listening,
            "How long an idle connection stays open."
        )
        {
            Default = "120",
        };

    public static Setting<string> Version { get; } =
        new("VERSION", SettingTypes.Text, Listening, "Version shown by health and the admin pages, such as a commit.")
        {
            DefaultText = "the version that was built",
            WorkedOut = settings => settings.Version,
        };

    private static SettingType<int> Ports => SettingTypes.Number(0, 65_535);
}
