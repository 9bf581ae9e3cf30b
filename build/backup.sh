#!/usr/bin/env bash
# Copies what cannot be made again into one folder, TO/<UTC time>, while servers run: the database as of one moment, the
# anchors, the public keys, the policy file, and the environment file without its secrets. The folder is a backup once it has
# its manifest, which names every file with its SHA-256; until then it is called <UTC time>.partial.
# It holds everything that the database holds: keep it as safe as that. Keys and secrets are not in it: they belong to the
# secrets manager, and without the MAC key (AUDIT_MAC_KEY_FILE) the records of a restored trail cannot be checked one by one.
set -euo pipefail
# shellcheck source=build/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

usage() {
    cat >&2 <<'TEXT'
Usage: build/backup.sh --env-file FILE --to FOLDER [--keep N]
  --env-file FILE  the server's NAME=value file; the process environment wins over it
  --to FOLDER      where backups lie, each in a folder of its own
  --keep N         afterwards removes older backups, all but the newest N; nothing that is no complete backup of this script
FINANCIAL_MCP names the server's command line, for its version (default: the one that was built in this checkout).
TEXT
    exit 2
}

file=
to=
keep=
while [ $# -gt 0 ]; do
    if [ $# -lt 2 ] || [ -z "$2" ]; then usage; fi
    case $1 in
    --env-file) file=$2 ;;
    --to) to=$2 ;;
    --keep) keep=$2 ;;
    *) usage ;;
    esac
    shift 2
done
if [ -z "$file" ] || [ -z "$to" ] || { [ -n "$keep" ] && ! [[ $keep =~ ^[1-9][0-9]{0,4}$ ]]; }; then usage; fi

need jq jq "it writes the manifest"
umask 077
read_env_file "$file"
read_database

partial=
# shellcheck disable=SC2317 # reached through the trap
clean() {
    local code=$?
    trap - EXIT
    [ -z "$partial" ] || rm -rf "$partial"
    [ "$code" = 0 ] || echo "backup.sh: no backup was made; what was begun of it is removed." >&2
    exit "$code"
}
trap clean EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

remarks=()
remark() {
    remarks+=("$1")
    echo "note: $1" >&2
}

copy_database() {
    if [ "$db_kind" = postgres ]; then
        need pg_dump postgresql-client "it copies the database"
        schema=$(ask_postgres 'select migration_id from schema_migration order by 1') ||
            fail "$PGDATABASE on $PGHOST:$PGPORT cannot be read as $PGUSER, or has no schema. See that it answers, then run: financial-mcp migrate"
        last_seal=$(ask_postgres 'select coalesce(max(number), 0) from audit_seal')
        pg_dump --format=custom --no-password --lock-wait-timeout=30s --file="$partial/database.dump" ||
            fail "pg_dump could not copy $PGDATABASE. It must be of the server's version or newer, and $PGUSER must own the tables."
    else
        [ -f "$sqlite_file" ] || fail "there is no database: $sqlite_file. Set DB_HOST for PostgreSQL, or DATA_DIR to the server's."
        last_seal=$(ask_sqlite "$sqlite_file" 'select coalesce(max(number), 0) from audit_seal') ||
            fail "$sqlite_file cannot be read. Run this as the user of the server."
        # One read transaction, so it is of one moment, and nobody who writes waits for it.
        ask_sqlite "$sqlite_file" "vacuum into '${partial//\'/\'\'}/financial-mcp.db'" ||
            fail "$sqlite_file could not be copied. See that there is room in $to."
        schema=$(ask_sqlite "$partial/financial-mcp.db" 'select migration_id from schema_migration order by 1')
    fi
}

# After the database: so the anchors know every seal of it that they were told of.
copy_anchors() {
    local anchors
    anchors=$(anchor_file)
    # Who may write there must not have this read something else for them.
    if [ -L "$anchors" ] || { [ -e "$anchors" ] && [ ! -f "$anchors" ]; }; then
        fail "$anchors is no file of its own. See who made it; AUDIT_ANCHOR_FILE names the file itself."
    elif [ -r "$anchors" ]; then
        # Whole lines: the last one may be in the middle of being written.
        head -n "$(wc -l <"$anchors")" "$anchors" >"$partial/anchors.jsonl"
    elif [ -e "$anchors" ]; then
        fail "$anchors cannot be read, and without the anchors nobody can tell what a restore lost. Run this as a user who may."
    elif [ -n "$(setting AUDIT_ANCHOR_SYSLOG)$(setting AUDIT_ANCHOR_WEBHOOK)" ]; then
        remark "there is no file of anchors at $anchors; the notes are where syslog or the webhook took them"
    elif [ "$last_seal" -gt 0 ]; then
        fail "there are seals, and no file of anchors at $anchors: without the anchors nobody can tell what a restore lost. Set AUDIT_ANCHOR_FILE, or DATA_DIR as the server has it."
    else
        remark "nothing was sealed yet, so there are no anchors"
    fi
}

copy_public_keys() {
    local key
    key=$(setting AUDIT_SIGNING_KEY_FILE "$data_dir/audit/audit-signing.pem")
    # Of the key itself where it may be read: what the database says of its keys, its owner can change.
    if [ -r "$key" ] && command -v openssl >/dev/null 2>&1 && openssl pkey -in "$key" -pubout -out "$partial/public-key.pem" 2>/dev/null; then
        return
    fi
    if [ "$db_kind" = postgres ]; then
        ask_postgres 'select public_key from audit_key order by first_used_at' >"$partial/public-key.pem"
    else
        ask_sqlite "$partial/financial-mcp.db" 'select public_key from audit_key order by first_used_at' >"$partial/public-key.pem"
    fi
    remark "the public keys are those that the database names, because AUDIT_SIGNING_KEY_FILE could not be read with openssl"
}

copy_configuration() {
    local policy
    mkdir "$partial/configuration"
    without_secrets <"$env_file" >"$partial/configuration/settings.env"
    policy=$(setting POLICY_FILE)
    [ -n "$policy" ] || return 0
    [ -r "$policy" ] || fail "$policy, which POLICY_FILE names, cannot be read. Run this as a user who may."
    cp -- "$policy" "$partial/configuration/policy.json"
}

# Every line as it is, but for the values of secrets, and lines that may be one.
without_secrets() {
    local line text name
    while IFS= read -r line || [ -n "$line" ]; do
        text=$(trimmed "$line")
        if [[ $(trimmed "${text#"${text%%[!#]*}"}") =~ $assignment ]]; then
            name=${BASH_REMATCH[2]}
            if holds_secret "$name" "$(trimmed "${BASH_REMATCH[3]}")"; then
                printf '# %s: its value is not in the backup; the secrets manager has it.\n' "$name"
                continue
            fi
        elif [[ -n $text && $text != \#* ]]; then
            printf '# A line that is no NAME=value is not in the backup.\n'
            continue
        fi
        printf '%s\n' "$line"
    done
}

write_manifest() {
    local version=unknown name
    if ! version=$(financial_mcp --version 2>/dev/null); then
        version=unknown
        remark "the version of the server is not known: FINANCIAL_MCP names no program that runs here"
    fi
    while IFS= read -r name; do
        printf '%s %s %s\n' "$(sha256sum <"$partial/$name" | cut -d ' ' -f 1)" "$(stat -c %s -- "$partial/$name")" "$name"
    done < <(cd "$partial" && find . -type f ! -name manifest.part -printf '%P\n' | LC_ALL=C sort) |
        jq -R -n --arg taken_at "$taken_at" --arg version "$version" --arg kind "$db_kind" --arg schema "$schema" \
            --argjson last_seal "$last_seal" '{
                made_by: "financial-mcp backup", format: 1, taken_at: $taken_at, version: $version,
                database: {kind: $kind, schema: ($schema | split("\n")), sealed_at_least_to: $last_seal},
                remarks: $ARGS.positional,
                files: [inputs | split(" ") | {name: .[2], bytes: (.[1] | tonumber), sha256: .[0]}]}' \
            --args -- "${remarks[@]}" >"$partial/manifest.part"
    # On the disk before it is called a backup.
    find "$partial" -type f -exec sync -- {} +
    mv "$partial/manifest.part" "$partial/manifest.json"
    sync -- "$partial" "$partial/configuration"
}

is_backup() { [ -f "$1/manifest.json" ] && jq -e '.made_by == "financial-mcp backup"' "$1/manifest.json" >/dev/null 2>&1; }

# Removes what the manifest names, and the folder if nothing else lies in it.
remove_backup() {
    local gone=$1.removing name
    mv -- "$1" "$gone"
    while IFS= read -r name; do
        [[ /$name/ == */../* ]] || rm -f -- "$gone/$name"
    done < <(jq -r '.files[].name' "$gone/manifest.json")
    rm -f -- "$gone/manifest.json"
    [ ! -d "$gone/configuration" ] || rmdir -- "$gone/configuration" || true
    rmdir -- "$gone" || {
        echo "backup.sh: $gone holds files that this script did not make. They are left; remove them yourself." >&2
        return 0
    }
    echo "removed $1"
}

remove_older() {
    local folder number=0
    while IFS= read -r folder; do
        is_backup "$folder" || continue
        number=$((number + 1))
        [ "$number" -le "$keep" ] || remove_backup "$folder"
    done < <(find "$to" -mindepth 1 -maxdepth 1 -type d -regextype posix-extended -regex '.*/[0-9]{8}T[0-9]{6}Z' | LC_ALL=C sort -r)
}

mkdir -p -- "$to" || fail "$to cannot be made. Name a folder in which this user may write."
to=$(cd "$to" && pwd)
until
    stamp=$(date -u +%Y%m%dT%H%M%SZ)
    taken_at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
    [ ! -e "$to/$stamp" ] && [ ! -e "$to/$stamp.partial" ]
do
    # Another one of this second.
    sleep 1
done
mkdir -- "$to/$stamp.partial" || fail "nothing can be written in $to. Check that it is a folder of this user's and that there is room."
partial=$to/$stamp.partial
copy_database
copy_anchors
copy_public_keys
copy_configuration
write_manifest
mv -- "$partial" "$to/$stamp"
partial=
sync -- "$to"
echo "$to/$stamp"
if [ -n "$keep" ]; then remove_older; fi
