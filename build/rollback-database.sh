#!/usr/bin/env bash
# Takes the newest migration of the database back, after a backup. Every server must be stopped. What only the newer schema has a
# place for is then in the backup alone; taking the first migration back leaves no table at all, and so no trail: that takes
# --everything.
# Exit 0 when it is taken back, 1 when nothing was changed or it failed (the backup is kept), 2 for wrong usage.
set -euo pipefail
# shellcheck source=build/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

usage() {
    cat >&2 <<'TEXT'
Usage: build/rollback-database.sh --env-file FILE --to FOLDER [--everything] [--yes]
  --env-file FILE  the server's NAME=value file; the process environment wins over it
  --to FOLDER      where the backup goes, as with build/backup.sh
  --everything     also where only the first migration is left: then no table stays
  --yes            does not ask
FINANCIAL_MCP names the server's command line (default: the one that was built in this checkout).
TEXT
    exit 2
}

file=
to=
sure=no
everything=no
while [ $# -gt 0 ]; do
    case $1 in
    --yes) sure=yes && shift && continue ;;
    --everything) everything=yes && shift && continue ;;
    esac
    if [ $# -lt 2 ] || [ -z "$2" ]; then usage; fi
    case $1 in
    --env-file) file=$2 ;;
    --to) to=$2 ;;
    *) usage ;;
    esac
    shift 2
done
if [ -z "$file" ] || [ -z "$to" ]; then usage; fi

read_env_file "$file"
read_database

ask() { if [ "$db_kind" = postgres ]; then ask_postgres "$1"; else ask_sqlite "$sqlite_file" "$1"; fi; }

[ "$db_kind" = postgres ] || [ -f "$sqlite_file" ] || fail "there is no database at $sqlite_file. Set DATA_DIR as the server has it."
applied=$(ask 'select count(*) from schema_migration') ||
    fail "nothing was changed: the list of migrations cannot be read. No migration was applied, or this user may not read it."
if [ "$applied" -le 1 ] && [ "$everything" = no ]; then
    fail "nothing was changed: one migration is applied, and without it no table stays, and no trail. If that is meant, give --everything."
fi
if [ "$db_kind" = postgres ]; then
    # Of sessions of other users one sees the name, and not of which kind they are; the database's own workers have no user.
    others=$(ask "select string_agg(distinct coalesce(nullif(application_name, ''), usename), ', ') from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and usename is not null")
    [ -z "$others" ] || fail "nothing was changed: others are connected to the database ($others). Stop every server: what it writes after the backup would be lost."
fi
if [ "$sure" = no ]; then
    echo "The newest migration of this database ($db_kind) is taken back after a backup. Every server must be stopped."
    read -r -p 'Type "yes" to go on: ' answer || answer=
    [ "$answer" = yes ] || fail "nothing was changed: it was not confirmed. Type yes, or give --yes."
fi

backup=$("$root/build/backup.sh" --env-file "$file" --to "$to") || fail "nothing was changed: there is no backup. See the lines above."
echo "backed up to $backup"
financial_mcp migrate --rollback --env-file "$file" ||
    fail "the migration was not taken back. See the line above; the backup is $backup."
echo "To have it back: build/restore.sh --from $backup --env-file $file"
