#!/usr/bin/env bash
# The checklist before a deployment: each item is met ([x]) or refused ([ ]) with its reason and what to do. It changes nothing.
#   staging tests passed · configuration valid · secrets properly configured · database migrations known ·
#   monitoring alerts configured · rollback plan prepared
# Exit 0 when every item is met, 1 when one is not, 2 for wrong usage.
set -euo pipefail
# shellcheck source=build/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

newest_allowed=$((24 * 3600)) # how old a test or a backup may be, in seconds

usage() {
    cat >&2 <<'TEXT'
Usage: build/pre-deployment-check.sh --env-file FILE [--env production|staging] [--staging-report FILE] [--backup FOLDER]
                                     [--previous VERSION] [--alertmanager FILE]
  --env-file FILE        the server's NAME=value file; the process environment wins over it
  --env NAME             what is deployed to (default: production)
  --staging-report FILE  the report of `build/deploy-staging.sh test` (default: STAGING_REPORT)
  --backup FOLDER        a backup of build/backup.sh, or the folder that holds them (default: BACKUP_DIR, or DEPLOY_DIR/backups)
  --previous VERSION     what a rollback goes back to (default: what DEPLOY_DIR/state says is live); none for the first deployment
  --alertmanager FILE    its configuration (default: what docker/alertmanager/render.sh makes of the settings)
VERSION is what is deployed (default: the version of FINANCIAL_MCP, the server's command line).
TEXT
    exit 2
}

file=
stage=production
staging_report=
backup=
previous=
alertmanager=
while [ $# -gt 0 ]; do
    if [ $# -lt 2 ] || [ -z "$2" ]; then usage; fi
    case $1 in
    --env-file) file=$2 ;;
    --env) stage=$2 ;;
    --staging-report) staging_report=$2 ;;
    --backup) backup=${2%/} ;;
    --previous) previous=$2 ;;
    --alertmanager) alertmanager=$2 ;;
    *) usage ;;
    esac
    shift 2
done
[ -n "$file" ] || usage
case $stage in production | staging) ;; *) usage ;; esac

need jq jq "it reads reports and manifests"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
read_env_file "$file"
staging_report=${staging_report:-$(setting STAGING_REPORT)}
deploy_dir=${DEPLOY_DIR:-/var/lib/financial-mcp$([ "$stage" = production ] || echo "-$stage")}
backup=${backup:-$(setting BACKUP_DIR "$deploy_dir/backups")}
refused=0

met() { printf '[x] %s: %s\n' "$1" "$2"; }

# refuse ITEM REASON NEXT
refuse() {
    refused=1
    printf '[ ] %s: %s\n    next: %s\n' "$1" "$2" "$3"
}

indented() { sed 's/^/    /' "$1"; }

# age TIME: in seconds; fails for what is no time.
age() {
    local at
    at=$(date -u -d "$1" +%s 2>/dev/null) || return 1
    echo $(($(date -u +%s) - at))
}

is_recent() {
    local seconds
    seconds=$(age "$1") && [ "$seconds" -ge -60 ] && [ "$seconds" -le "$newest_allowed" ]
}

version_to_deploy() {
    local version
    version=$(setting VERSION)
    [ -n "$version" ] || version=$(financial_mcp --version 2>/dev/null) || return 1
    printf '%s' "$version"
}

staging_tests() {
    local item="Staging tests passed" again="run build/deploy-staging.sh test with this version, and name its report with --staging-report" version of taken
    if [ "$stage" = staging ]; then
        met "$item" "not asked for: staging is where they are run"
        return
    fi
    if [ -z "$staging_report" ] || [ ! -r "$staging_report" ]; then
        refuse "$item" "there is no report ${staging_report:-}" "$again"
    elif ! jq -e '.mode == "full" and (.checks | length) > 0' "$staging_report" >/dev/null 2>&1; then
        refuse "$item" "$staging_report is no report of the full health check" "$again"
    elif ! jq -e '.healthy == true and .environment == "staging"' "$staging_report" >/dev/null; then
        refuse "$item" "$(jq -r '"of \(.environment): " + ([.checks[] | select(.status == "fail") | .name + " failed"] | join(", "))' "$staging_report")" "$again"
    elif ! taken=$(jq -r .timestamp "$staging_report") || ! is_recent "$taken"; then
        refuse "$item" "the report is of $taken, older than 24 hours" "$again"
    elif ! version=$(version_to_deploy); then
        refuse "$item" "the version to deploy is not known" "set VERSION, or FINANCIAL_MCP to the server's command line"
    elif ! of=$(jq -r .version "$staging_report") || [ "$of" != "$version" ]; then
        refuse "$item" "staging tried version $of, and $version is to be deployed" "$again"
    else
        met "$item" "version $version, $taken"
    fi
}

configuration() {
    local item="Configuration validated"
    if financial_mcp validate-config --env "$stage" --env-file "$env_file" >"$work/configuration" 2>&1; then
        met "$item" "$(grep -c '^warning' "$work/configuration" || true) warnings"
        grep '^warning' "$work/configuration" | sed 's/^/    /' || true
    else
        refuse "$item" "it is not valid for $stage" "mend what is named below, then: financial-mcp validate-config --env $stage --env-file $env_file"
        indented "$work/configuration"
    fi
}

# secret_files: the settings that name a file with a secret or a private key, with that file.
secret_files() {
    local name
    for name in AUDIT_MAC_KEY_FILE AUDIT_SIGNING_KEY_FILE TLS_KEY_PATH {JWT_SECRET,JWT_SECRET_PREVIOUS,BACKEND_JWT_SECRET,BACKEND_SERVICE_TOKEN}_FILE \
        {DB_PASSWORD,DB_MIGRATION_PASSWORD,DB_SEALER_PASSWORD,DB_RETENTION_PASSWORD,ADMIN_OIDC_CLIENT_SECRET,REDIS_URL}_FILE "${!file_values[@]}"; do
        case $name in
        AUDIT_*_KEY_FILE | TLS_KEY_PATH | REDIS_URL_FILE) ;;
        *_FILE) is_secret_name "${name%_FILE}" || continue ;;
        *) continue ;;
        esac
        [ -z "$(setting "$name")" ] || printf '%s\t%s\n' "$name" "$(setting "$name")"
    done | sort -u
}

secrets() {
    local item="Secrets properly configured" line name path mode number=0
    : >"$work/secrets"
    while IFS= read -r line || [ -n "$line" ]; do
        line=$(trimmed "$line")
        [[ $line != \#* && $line =~ $assignment ]] || continue
        name=${BASH_REMATCH[2]}
        if holds_secret "$name" "$(trimmed "${BASH_REMATCH[3]}")"; then
            echo "$name stands in clear in $env_file: keep it in the secrets manager, and write \${$name} or ${name}_FILE" >>"$work/secrets"
        fi
    done <"$env_file"
    while IFS=$'\t' read -r name path; do
        number=$((number + 1))
        if [ ! -r "$path" ]; then
            echo "$path, which $name names, cannot be read: see that it exists and belongs to the server's user" >>"$work/secrets"
            continue
        fi
        mode=$(stat -L -c %a -- "$path")
        case $mode in
        600 | 400) ;;
        *) echo "$path, which $name names, has mode $mode: chmod 0400 or 0600" >>"$work/secrets" ;;
        esac
    done < <(secret_files)
    if [ -s "$work/secrets" ]; then
        refuse "$item" "$(wc -l <"$work/secrets") are not" "as named below"
        indented "$work/secrets"
    else
        met "$item" "none in clear in $env_file, $number files that only their owner reads"
    fi
}

migrations() {
    local item="Database migrations" known statement='select migration_id from schema_migration order by 1'
    # A refusal of the settings ends only this item.
    (read_database) 2>"$work/problem" || {
        refuse "$item" "$(cat "$work/problem")" "mend the settings of the database"
        return
    }
    read_database
    known=$(known_migrations "$db_kind")
    if [ -z "$known" ]; then
        refuse "$item" "the migrations of this version are not beside this script" "run it from a checkout of the version that is deployed"
        return
    fi
    : >"$work/applied"
    if [ "$db_kind" = postgres ]; then
        # A database that was never migrated has no such table.
        if ! ask_postgres "select coalesce(to_regclass('schema_migration')::text, '')" >"$work/table" 2>"$work/problem"; then
            refuse "$item" "$(head -n 1 "$work/problem")" "see that $PGDATABASE on $PGHOST:$PGPORT answers $PGUSER"
            return
        fi
        [ -z "$(cat "$work/table")" ] || ask_postgres "$statement" >"$work/applied"
    elif [ -f "$sqlite_file" ]; then
        ask_sqlite "$sqlite_file" "$statement" >"$work/applied"
    fi
    grep -vxFf "$work/applied" <<<"$known" >"$work/pending" || true
    if [ -s "$work/pending" ]; then
        met "$item" "$(wc -l <"$work/pending") pending; the deployment runs financial-mcp migrate before it starts anything:"
        indented "$work/pending"
    else
        met "$item" "all $(wc -l <<<"$known") completed"
    fi
}

# receivers: Alertmanager's configuration, as it will be.
receivers() {
    if [ -n "$alertmanager" ]; then
        cat -- "$alertmanager"
        return
    fi
    local name value
    for name in SLACK_WEBHOOK_URL SLACK_CHANNEL ALERT_WEBHOOK_URL ALERT_EMAIL_TO ALERT_EMAIL_FROM ALERT_SMTP ALERT_SMTP_USER ALERT_SMTP_PASSWORD_FILE; do
        case $name in
        *_URL)
            value=$(setting "$name")
            if [ -z "$value" ] && [ -n "$(setting "${name}_FILE")" ]; then
                echo "${name}_FILE is set, and docker/alertmanager/render.sh reads $name alone" >&2
                return 1
            fi
            ;;
        *) value=$(setting "$name") ;;
        esac
        [ -z "$value" ] || export "$name=$value"
    done
    sh "$root/docker/alertmanager/render.sh"
}

alerts() {
    local item="Monitoring alerts configured" rules=$root/docker/prometheus/rules.yml by="promtool is not here to judge the rules"
    if [ ! -r "$rules" ]; then
        refuse "$item" "$rules is missing" "take the whole checkout"
        return
    fi
    if command -v promtool >/dev/null 2>&1; then
        by="promtool takes the rules"
        if ! promtool check rules "$rules" >"$work/rules" 2>&1; then
            refuse "$item" "promtool refuses $rules" "mend what it says"
            indented "$work/rules"
            return
        fi
    fi
    if ! (umask 077 && receivers >"$work/alertmanager.yml") 2>"$work/problem"; then
        refuse "$item" "$(head -n 1 "$work/problem")" "mend the settings of the receivers"
    elif ! grep -qE '^ +[a-z]+_configs:' "$work/alertmanager.yml"; then
        refuse "$item" "Alertmanager has nobody to tell" "set SLACK_WEBHOOK_URL, ALERT_WEBHOOK_URL or ALERT_EMAIL_TO, or name its configuration with --alertmanager"
    elif command -v amtool >/dev/null 2>&1 && ! amtool check-config "$work/alertmanager.yml" >"$work/problem" 2>&1; then
        # What amtool says may quote an address that is a secret: it is not printed.
        refuse "$item" "amtool refuses Alertmanager's configuration" "run amtool check-config on it"
    else
        met "$item" "$(grep -cE '^ +- alert:' "$rules") alerts, $by, told by $(grep -oE '^ +[a-z]+_configs:' "$work/alertmanager.yml" | tr -d ' :' | sort -u | paste -sd ' ')"
    fi
}

# newest_backup: the folder that was named, or the newest complete one in it.
newest_backup() {
    if [ -f "$backup/manifest.json" ]; then
        echo "$backup"
    elif [ -d "$backup" ]; then
        find "$backup" -mindepth 2 -maxdepth 2 -type f -name manifest.json -regextype posix-extended \
            -regex '.*/[0-9]{8}T[0-9]{6}Z/manifest\.json' -printf '%h\n' | LC_ALL=C sort | tail -n 1
    fi
}

# previous_version: what is live now, which is what a rollback goes back to.
previous_version() {
    local live version
    if [ -n "$previous" ] || [ ! -r "$deploy_dir/state" ]; then
        printf '%s' "$previous"
        return
    fi
    live=$(sed -n 's/^live=//p' "$deploy_dir/state")
    version=$(sed -n "s/^${live}_version=//p" "$deploy_dir/state")
    printf '%s' "${version:-$(sed -n 's/^version=//p' "$deploy_dir/state")}"
}

rollback_plan() {
    local item="Rollback plan prepared" folder taken version
    folder=$(newest_backup)
    version=$(previous_version)
    if [ -z "$folder" ] && [ "$version" = none ]; then
        met "$item" "the first deployment: there is nothing to back up, and nothing to go back to"
    elif [ -z "$folder" ]; then
        refuse "$item" "there is no complete backup in $backup" "run build/backup.sh --env-file $env_file --to $backup"
    elif ! jq -e '.made_by == "financial-mcp backup"' "$folder/manifest.json" >/dev/null 2>&1; then
        refuse "$item" "$folder is no backup of build/backup.sh" "run build/backup.sh --env-file $env_file --to $backup"
    elif ! taken=$(jq -r .taken_at "$folder/manifest.json") || ! is_recent "$taken"; then
        refuse "$item" "the newest backup is of $taken, older than 24 hours" "run build/backup.sh --env-file $env_file --to $backup"
    elif ! (cd "$folder" && jq -r '.files[] | .sha256 + "  " + .name' manifest.json | sha256sum --quiet --strict --check >/dev/null 2>&1); then
        refuse "$item" "$folder is not what was written" "make another backup, and find out what changed this one"
    elif [ -z "$version" ]; then
        refuse "$item" "the version to go back to is not known" "name it with --previous, or give --previous none for the first deployment"
    else
        met "$item" "backup $folder of $taken, and back to version $version"
    fi
}

staging_tests
configuration
secrets
migrations
alerts
rollback_plan
exit "$refused"
