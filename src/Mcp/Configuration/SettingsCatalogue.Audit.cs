using static FinancialMcp.Mcp.Configuration.DeploymentEnvironment;

namespace FinancialMcp.Mcp.Configuration;

internal static partial class SettingsCatalogue
{
    private const string Audit = "Audit";

    public static Setting<string> AuditMacKeyFile { get; } =
        new(
            "AUDIT_MAC_KEY_FILE",
            SettingTypes.Text,
            Audit,
            "File with the key of the records' MAC: base64 of 32 bytes or more. All replicas share it."
        )
        {
            DefaultText = "made in DATA_DIR/audit",
            RequiredIn = [Production],
        };

    public static Setting<string> AuditSigningKeyFile { get; } =
        new(
            "AUDIT_SIGNING_KEY_FILE",
            SettingTypes.Text,
            Audit,
            "File with the private key (ECDSA P-256, PEM) that signs the seals. Keep it where the database's owner cannot read it."
        )
        {
            DefaultText = "made in DATA_DIR/audit",
            RequiredIn = [Production],
        };

    public static Setting<bool> AuditSealing { get; } =
        new("AUDIT_SEALING", SettingTypes.Flag, Audit, "Takes part in sealing the trail; one instance at a time does.")
        {
            Default = "true",
        };

    public static Setting<string> AuditAnchorFile { get; } =
        new(
            "AUDIT_ANCHOR_FILE",
            SettingTypes.Text,
            Audit,
            "File that each seal is appended to. Put it on a volume out of the database's reach."
        )
        {
            DefaultText = "anchors.jsonl in DATA_DIR/audit",
        };

    public static Setting<HostAndPort> AuditAnchorSyslog { get; } =
        new(
            "AUDIT_ANCHOR_SYSLOG",
            SettingTypes.Syslog,
            Audit,
            "Syslog server (RFC 5424 over UDP) that each seal is sent to as well."
        );

    public static Setting<Uri> AuditAnchorWebhook { get; } =
        new("AUDIT_ANCHOR_WEBHOOK", SettingTypes.Url, Audit, "URL that each seal is posted to as well.")
        {
            // Who knows the path of a webhook may post to it: it serves as a password.
            Shown = url => new Uri(url).GetLeftPart(UriPartial.Authority) + "/" + EffectiveSettings.NotShown,
        };

    public static Setting<int> AuditRetentionMoney { get; } =
        new(
            "AUDIT_RETENTION_MONEY",
            SettingTypes.Number(12, 1200, "months"),
            Audit,
            "How long records about money and people's decisions are kept before two people may have a month removed."
        )
        {
            Default = "84",
        };

    public static Setting<int> AuditRetentionOther { get; } =
        new(
            "AUDIT_RETENTION_OTHER",
            SettingTypes.Number(1, 1200, "months"),
            Audit,
            "The same for records of reads, and of attempts that came to nothing."
        )
        {
            Default = "13",
        };
}
