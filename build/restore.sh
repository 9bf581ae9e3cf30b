#!/usr/bin/env bash
# Puts a backup of build/backup.sh into an empty database: a new one on PostgreSQL, or a DATA_DIR without one. It verifies the
# backup first, never overwrites a database, and never takes a note from the anchors: those that are newer than the backup tell what
# it lacks. Then it brings the schema to this program's where it is older, verifies the trail, and says what happens next.
# Every server must be stopped, and its keys (AUDIT_MAC_KEY_FILE, AUDIT_SIGNING_KEY_FILE) in their places.
# Exit 0 when it is restored and nothing but what came after the backup is missing, 1 otherwise, 2 for wrong usage.
set -euo pipefail
# shellcheck source=build/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

usage() {
    cat >&2 <<'TEXT'
Usage: build/restore.sh --from BACKUP --env-file FILE [--set-aside] [--public-key FILE] [--report FILE] [--yes]
  --from BACKUP      the folder that build/backup.sh printed
  --env-file FILE    the server's NAME=value file; the process environment wins over it
  --set-aside        a database that is not empty is renamed, and an empty one made in its place; without it, it is refused
  --public-key FILE  the keys to trust when the trail is verified (default: those that the database names)
  --report FILE      the verification as JSON there
  --yes              does not ask
FINANCIAL_MCP names the server's command line (default: the one that was built in this checkout).
TEXT
    exit 2
}

from=
file=
public_key=
report=
set_aside=no
sure=no
while [ $# -gt 0 ]; do
    case $1 in
    --yes) sure=yes && shift && continue ;;
    --set-aside) set_aside=yes && shift && continue ;;
    esac
    if [ $# -lt 2 ] || [ -z "$2" ]; then usage; fi
    case $1 in
    --from) from=${2%/} ;;
    --env-file) file=$2 ;;
    --public-key) public_key=$2 ;;
    --report) report=$2 ;;
    *) usage ;;
    esac
    shift 2
done
if [ -z "$from" ] || [ -z "$file" ]; then usage; fi

need jq jq "it reads the manifest"
umask 077
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
stamp=$(date -u +%Y%m%dT%H%M%SZ)

say() { printf '\n== %s\n' "$*"; }

manifest() { jq -r "$1" "$from/manifest.json"; }

# That every file is the one that was written, and that there is no other.
verify_backup() {
    [ -f "$from/manifest.json" ] || fail "$from has no manifest.json: it is no complete backup. Choose another folder."
    jq -e '.made_by == "financial-mcp backup" and .format == 1' "$from/manifest.json" >/dev/null 2>&1 ||
        fail "$from/manifest.json is not by a build/backup.sh that this script knows. Use the one of that version."
    manifest '.files[] | .sha256 + "  " + .name' >"$work/sums"
    (cd "$from" && sha256sum --quiet --strict --check -- "$work/sums") ||
        fail "$from is not what was written. Choose another backup."
    (cd "$from" && find . -type f ! -path ./manifest.json -printf '%P\n' | LC_ALL=C sort) >"$work/there"
    manifest '.files[].name' | LC_ALL=C sort | diff - "$work/there" >&2 ||
        fail "$from holds files that its manifest does not name. Find out who put them there, or choose another backup."
    echo "verified $(wc -l <"$work/sums") files, taken $(manifest .taken_at), of version $(manifest .version)"
}

confirm() {
    [ "$sure" = no ] || return 0
    [ -t 0 ] || fail "nobody is there to ask. Give --yes when it is to be done."
    local answer
    read -r -p "Restore the backup of $(manifest .taken_at) into $1? Type yes: " answer
    [ "$answer" = yes ] || fail "not confirmed: nothing was changed."
}

relations="select count(*) from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p', 'v', 'm', 'S', 'f')"

quoted() { printf '"%s"' "${1//\"/\"\"}"; }

# The roles that the dump grants something to must be there before it.
require_roles() {
    pg_restore --schema-only --no-owner --file="$work/schema.sql" "$from/database.dump" ||
        fail "pg_restore cannot read the dump. It must be of the version that made it, or newer."
    local role missing=()
    while IFS= read -r role; do
        role=${role#\"}
        role=${role%\"}
        [ "$(ask_postgres "select count(*) from pg_roles where rolname = '${role//\'/\'\'}'")" = 1 ] || missing+=("$role")
    done < <(sed -nE 's/^GRANT .* TO ("[^"]+"|[a-z_][a-z0-9_$]*)( WITH GRANT OPTION)?;$/\1/p' "$work/schema.sql" | grep -v '^PUBLIC$' | sort -u)
    [ "${#missing[@]}" = 0 ] || fail "these roles are not on this server: ${missing[*]}. Create them: docs/operations.md, Roles."
}

# Renames the database that is there and makes an empty one; needs a role that may create databases.
set_postgres_aside() {
    local aside=${PGDATABASE}_before_$stamp
    PGDATABASE=postgres ask_postgres "alter database $(quoted "$PGDATABASE") rename to $(quoted "$aside")" ||
        fail "$PGDATABASE could not be renamed. Stop every server; $PGUSER must own it and may create databases, or an administrator does it."
    PGDATABASE=postgres ask_postgres "create database $(quoted "$PGDATABASE")" ||
        fail "$PGDATABASE could not be made again. It is kept as $aside; let an administrator make an empty one, then run this again."
    echo "what was there is kept as $aside"
}

restore_postgres() {
    local count
    need pg_restore postgresql-client "it restores the database"
    count=$(ask_postgres "$relations") ||
        fail "$PGDATABASE on $PGHOST:$PGPORT cannot be reached as $PGUSER. Create it empty, owned by $PGUSER: docs/operations.md, Roles."
    if [ "$count" != 0 ] && [ "$set_aside" = no ]; then
        fail "$PGDATABASE on $PGHOST:$PGPORT is not empty: $count tables. Name a new database in DB_NAME, or keep this one under another name with --set-aside."
    fi
    require_roles
    confirm "$PGDATABASE on $PGHOST:$PGPORT"
    if [ "$count" != 0 ]; then set_postgres_aside; fi
    # All or nothing. The tables belong to whoever restores; the rights of the others come with the dump.
    pg_restore --no-password --no-owner --single-transaction --exit-on-error --dbname="$PGDATABASE" "$from/database.dump" ||
        fail "pg_restore failed, and $PGDATABASE is empty as before. Mend what it says and run this again."
    echo "restored $PGDATABASE on $PGHOST:$PGPORT"
}

restore_sqlite() {
    need flock util-linux "it sees that no server runs"
    mkdir -p -- "$data_dir"
    no_link "$sqlite_file.lock"
    exec 9>>"$sqlite_file.lock"
    flock --nonblock 9 || fail "a server uses the database in $data_dir. Stop it, or set another DATA_DIR."
    if [ -e "$sqlite_file" ] && [ "$set_aside" = no ]; then
        fail "$sqlite_file is there already. Set an empty DATA_DIR, or keep this one under another name with --set-aside."
    fi
    confirm "$sqlite_file"
    if [ -e "$sqlite_file" ]; then
        local aside=$data_dir/before-$stamp part
        mkdir -- "$aside"
        for part in "$sqlite_file" "$sqlite_file-wal" "$sqlite_file-shm"; do
            [ ! -e "$part" ] || mv -- "$part" "$aside/"
        done
        echo "what was there is kept in $aside"
    fi
    cp --remove-destination -- "$from/financial-mcp.db" "$sqlite_file.part"
    [ "$(ask_sqlite "$sqlite_file.part" 'pragma integrity_check')" = ok ] ||
        fail "the copy in the backup is damaged; it is left as $sqlite_file.part. Choose another backup."
    sync -- "$sqlite_file.part"
    mv -- "$sqlite_file.part" "$sqlite_file"
    exec 9>&-
    echo "restored $sqlite_file"
}

# Notes are only ever added: those that are newer than the backup stay.
restore_anchors() {
    local anchors missing
    anchors=$(anchor_file)
    no_link "$anchors"
    if [ ! -f "$from/anchors.jsonl" ]; then
        echo "the backup has no anchors; those at $anchors, if there are any, are used"
    elif [ ! -e "$anchors" ]; then
        mkdir -p -- "$(dirname "$anchors")"
        cp --remove-destination -- "$from/anchors.jsonl" "$anchors.part"
        mv -- "$anchors.part" "$anchors"
        echo "put the anchors of the backup at $anchors; notes that syslog or a webhook took since tell more: give them to audit verify"
    else
        grep -vxFf "$anchors" "$from/anchors.jsonl" >"$work/notes" || [ $? = 1 ]
        missing=$(wc -l <"$work/notes")
        if [ "$missing" = 0 ]; then
            echo "kept the anchors at $anchors: they have every note of the backup, and $(($(wc -l <"$anchors") - $(wc -l <"$from/anchors.jsonl"))) more"
        elif cmp -s -n "$(wc -c <"$anchors")" "$anchors" "$from/anchors.jsonl"; then
            cat "$work/notes" >>"$anchors"
            echo "added $missing notes of the backup to $anchors"
        else
            fail "$anchors lacks $missing notes of the backup and has others: it is of another trail. The database is restored; name a file of this trail in AUDIT_ANCHOR_FILE, then run: financial-mcp audit verify"
        fi
    fi
}

# What root put into a folder of the server's is the server's, which could not write to it otherwise. A link is not followed: who may
# write to that folder could have put it there.
give_to_owners() {
    local file
    [ "$(id -u)" = 0 ] || return 0
    for file in "$sqlite_file" "$sqlite_file.lock" "$(anchor_file)"; do
        [ ! -e "$file" ] || chown --no-dereference --reference="$(dirname "$file")" -- "$file"
    done
}

# no_link FILE: refuses to write through a link.
no_link() { [ ! -L "$1" ] || fail "$1 is a symbolic link. See who made it, remove it, and run this again."; }

applied() {
    local statement='select migration_id from schema_migration order by 1'
    if [ "$db_kind" = postgres ]; then ask_postgres "$statement"; else ask_sqlite "$sqlite_file" "$statement"; fi
}

# True when the program knows a migration that the backup has not had, or its sources are not here to tell, or the serving role has no rights yet.
needs_migration() {
    local known user
    known=$(known_migrations "$db_kind")
    [ -n "$known" ] || return 0
    applied >"$work/applied"
    ! grep -qvxFf "$work/applied" <<<"$known" || return 0
    user=$(setting DB_USER)
    [ "$db_kind" = postgres ] &&
        [ "$(ask_postgres "select has_table_privilege('${user//\'/\'\'}', 'operation', 'select')")" = f ]
}

# What restoring explains: notes of seals that came later, and records that were waiting for their seal when the backup was taken.
verify_trail() {
    local code=0 arguments=(--env-file "$env_file" --format json)
    [ -z "$public_key" ] || arguments+=(--public-key "$public_key")
    financial_mcp audit verify "${arguments[@]}" >"$work/report" || code=$?
    [ "$code" -le 1 ] || fail "the trail could not be verified; the database is restored. Mend what it says, then run: financial-mcp audit verify"
    [ -z "$report" ] || cp -- "$work/report" "$report"
    jq -r '"\(.records) records, \(.seals) seals against \(.notes) notes, \(.operations) operations",
        (.findings[] | "  \(.class) \(.count): \(.first.what)"), (.not_checked[] | "  not checked: " + .)' "$work/report"
    jq -e '[.findings[].class] - ["missing", "unsealed_old"] == []' "$work/report" >/dev/null ||
        fail "the trail has findings that no restore explains. Keep this database and the anchors as they are: docs/audit.md tells what each means."
}

say_what_is_next() {
    local lost
    lost=$(jq '[.findings[] | select(.class == "missing") | .count] | add // 0' "$work/report")
    say "what happens next"
    if [ "$lost" != 0 ]; then
        echo "$lost records that the anchors know of came after the backup and are lost; the finding above names the first."
    fi
    cat <<TEXT
1. Put the configuration in place ($from/configuration shows that of the time) and start ONE server with AUDIT_SEALING=true.
2. Where the database is another one than was sealed, or the anchors know more than it, the sealer begins a new epoch (the log
   says audit_epoch_began) and everything is stopped: every call that would move money is answered EMERGENCY_STOP.
3. Compare the bank's statements since $(manifest .taken_at) with the operations that are here. What is missing here was asked for by
   agents; the bank knows each by its own key, so that the same call under its old idempotency_key moves nothing a second time.
4. Sign-ins, grants and stops are those of the backup: look at Users, Agents and Stop, and stop again what was stopped since.
5. Two people release the stop (admin page Stop): an operator proposes, an approver confirms. Then start the other servers.
TEXT
}

say "the backup"
verify_backup
read_env_file "$file"
read_database
kind=$(manifest .database.kind)
[ "$kind" = "$db_kind" ] ||
    fail "the backup is of $kind and the configuration names $db_kind. Set DB_HOST for PostgreSQL, or DATA_DIR alone for the embedded database."

say "the database"
if [ "$db_kind" = postgres ]; then restore_postgres; else restore_sqlite; fi
say "the anchors"
restore_anchors
say "the schema"
if needs_migration; then
    financial_mcp migrate --env-file "$env_file" || fail "the schema could not be brought to this program's. Mend what it says, then run: financial-mcp migrate"
else
    echo "it is this program's"
fi
say "the trail"
give_to_owners
verify_trail
say_what_is_next
