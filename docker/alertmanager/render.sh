#!/bin/sh
# Writes Alertmanager's configuration to standard output: alertmanager.yml with the receivers that the environment names.
#   SLACK_WEBHOOK_URL SLACK_CHANNEL          a Slack channel
#   ALERT_WEBHOOK_URL                        a webhook (Alertmanager's own JSON)
#   ALERT_EMAIL_TO ALERT_EMAIL_FROM ALERT_SMTP ALERT_SMTP_USER ALERT_SMTP_PASSWORD_FILE     e-mail, over TLS
# Runs in Alertmanager's own image, whose shell is busybox. Fails when one of a receiver's settings is missing.
set -eu
here=$(dirname "$0")

fail() {
    echo "render.sh: $*" >&2
    exit 1
}

# text VALUE: as a YAML scalar in double quotes.
text() { printf '"%s"' "$(printf '%s' "$1" | sed 's/[\\"]/\\&/g')"; }

# Before the first line is written: half a configuration is none.
if [ -n "${SLACK_WEBHOOK_URL:-}" ] && [ -z "${SLACK_CHANNEL:-}" ]; then
    fail "SLACK_WEBHOOK_URL is set and SLACK_CHANNEL is not: name the channel."
fi
if [ -n "${ALERT_EMAIL_TO:-}" ]; then
    for needed in ALERT_EMAIL_FROM ALERT_SMTP ALERT_SMTP_USER ALERT_SMTP_PASSWORD_FILE; do
        eval "[ -n \"\${$needed:-}\" ]" || fail "ALERT_EMAIL_TO is set and $needed is not: e-mail needs both."
    done
fi

cat "$here/alertmanager.yml"
if [ -n "${SLACK_WEBHOOK_URL:-}" ]; then
    cat <<SLACK
    slack_configs:
      - api_url: $(text "$SLACK_WEBHOOK_URL")
        channel: $(text "$SLACK_CHANNEL")
        send_resolved: true
        title: '{{ .Status | toUpper }}: {{ .CommonLabels.alertname }}'
        text: '{{ range .Alerts }}{{ .Annotations.summary }}. {{ .Annotations.action }}{{ "\n" }}{{ end }}'
SLACK
fi
if [ -n "${ALERT_WEBHOOK_URL:-}" ]; then
    cat <<WEBHOOK
    webhook_configs:
      - url: $(text "$ALERT_WEBHOOK_URL")
        send_resolved: true
WEBHOOK
fi
if [ -n "${ALERT_EMAIL_TO:-}" ]; then
    cat <<EMAIL
    email_configs:
      - to: $(text "$ALERT_EMAIL_TO")
        from: $(text "$ALERT_EMAIL_FROM")
        smarthost: $(text "$ALERT_SMTP")
        auth_username: $(text "$ALERT_SMTP_USER")
        auth_password_file: $(text "$ALERT_SMTP_PASSWORD_FILE")
        require_tls: true
        send_resolved: true
EMAIL
fi
