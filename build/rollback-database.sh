#!/usr/bin/env bash
# Takes the newest migration of the database back, after a backup. Every server must be stopped. What only the newer schema has a
# place for is then in the backup alone; taking the first migration back leaves no table at all, and so no trail.
# Exit 0 when it is taken back, 1 when nothing was changed or it failed (the backup is kept), 2 for wrong usage.
set -euo pipefail
# shellcheck source=build/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

usage() {
    cat >&2 <<'TEXT'
Usage: build/rollback-database.sh --env-file FILE --to FOLDER [--yes]
  --env-file FILE  the server's NAME=value file; the process environment wins over it
  --to FOLDER      where the backup goes, as with build/backup.sh
  --yes            does not ask
FINANCIAL_MCP names the server's command line (default: the one that was built in this checkout).
TEXT
    exit 2
}

file=
to=
sure=no
while [ $# -gt 0 ]; do
    if [ "$1" = --yes ]; then sure=yes && shift && continue; fi
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
