using System.Net;

namespace FinancialMcp.Mcp.Configuration;

internal static partial class SettingsCatalogue
{
    public static Setting<Uri> AdminUrl { get; } =
        new(
            "ADMIN_URL",
            SettingTypes.HttpsOrigin,
            Listening,
            "Where people's browsers reach the admin pages, which answer that host alone. Required when ADMIN_ENABLED outside development."
        );

    public static Setting<string> TlsCertPath { get; } =
        new(
            "TLS_CERT_PATH",
            SettingTypes.Text,
            Listening,
            "File with the certificate of ADMIN_URL, and those between it and its root (PEM). The admin port then serves TLS itself; a renewed one is taken with the next start."
        );

    public static Setting<string> TlsKeyPath { get; } =
        new("TLS_KEY_PATH", SettingTypes.Text, Listening, "File with the key of TLS_CERT_PATH (PEM, not encrypted).");

    public static Setting<string> DataProtectionCertPath { get; } =
        new(
            "DATA_PROTECTION_CERT_PATH",
            SettingTypes.Text,
            Listening,
            "File with a certificate and its RSA key (PEM, not encrypted), the same on every replica. By it the keys that protect sign-ins and devices are encrypted in the database, from when it is set; without it, who reads the database has them. Keep it: who loses it enrols every device again."
        );

    public static Setting<IReadOnlyList<IPNetwork>> ForwardedProxies { get; } =
        new(
            "FORWARDED_PROXIES",
            SettingTypes.Networks,
            Listening,
            "Proxies before the admin pages. From these alone X-Forwarded-For and X-Forwarded-Proto are believed; they pass the Host header on."
        );
}
