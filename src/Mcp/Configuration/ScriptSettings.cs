namespace FinancialMcp.Mcp.Configuration;

/// <summary>
/// Names that stand in the same environment files and change nothing in the server: the scripts of build/ and docker/ read them.
/// </summary>
internal static class ScriptSettings
{
    /// <summary>Each with its meaning and its default, empty where there is none.</summary>
    public static IReadOnlyList<(string Name, string Text, string Default)> All { get; } =
    [
        ("BACKUP_ENABLED", "Backs up before a deployment changes the database: build/backup.sh.", "false"),
        ("BACKUP_DIR", "Where those backups lie; the pre-deployment check looks for one there.", "DEPLOY_DIR/backups"),
        (
            "BACKUP_ENV_FILE",
            "Environment file of those backups, with paths and addresses of this machine, where the deployment's names those inside containers.",
            "ENV_FILE"
        ),
        (
            "DEPLOY_DIR",
            "State, releases and logs of build/deploy-prod.sh and build/deploy-staging.sh, which take it from the environment alone.",
            "/var/lib/financial-mcp"
        ),
        ("STAGING_REPORT", "What `build/deploy-staging.sh test` wrote, for the pre-deployment check.", ""),
        ("SECRETS_DIR", "Folder of secrets that Compose mounts: docker/README.md.", "/etc/financial-mcp/secrets"),
        ("EDGE_PORT", "Port of the host on which Compose's nginx serves PUBLIC_URL.", "443"),
        ("EDGE_ADMIN_PORT", "The same for the admin pages, where EDGE_ADMIN_LISTEN is exported.", "8444"),
        ("EDGE_ADMIN_BIND", "Address of the host for EDGE_ADMIN_PORT.", "127.0.0.1"),
        ("MCP_PUBLISHED_PORT", "Port of the host for PORT, with Compose in development and staging.", "8082"),
        ("ADMIN_PUBLISHED_PORT", "The same for ADMIN_PORT.", "8083"),
        ("METRICS_PUBLISHED_PORT", "The same for METRICS_PORT.", "9090"),
        ("PROMETHEUS_PORT", "Port of the host for Prometheus, with Compose.", "9091"),
        ("ALERTMANAGER_PORT", "The same for Alertmanager.", "9093"),
        ("GRAFANA_PORT", "The same for Grafana.", "3000"),
        ("SLACK_WEBHOOK_URL", "Slack's incoming webhook for alerts: docker/alertmanager/render.sh.", ""),
        ("SLACK_CHANNEL", "The channel that SLACK_WEBHOOK_URL posts to.", ""),
        ("ALERT_WEBHOOK_URL", "Webhook for alerts, in Alertmanager's own JSON.", ""),
        ("ALERT_EMAIL_TO", "Who is written to for alerts; needs the four below.", ""),
        ("ALERT_EMAIL_FROM", "The sender of those letters.", ""),
        ("ALERT_SMTP", "host:port of the mail server, which must offer TLS.", ""),
        ("ALERT_SMTP_USER", "Who signs in there.", ""),
        ("ALERT_SMTP_PASSWORD_FILE", "File with the password of ALERT_SMTP_USER.", ""),
    ];
}
