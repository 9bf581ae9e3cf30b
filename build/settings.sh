#!/usr/bin/env bash
# Sourced by the scripts that read settings as the server does: NAME=value files below the process environment, NAME_FILE
# beside each secret, and the database that they name. By itself it does nothing.
# shellcheck disable=SC2034 # its variables are for those who source it

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
declare -A file_values=()
env_file=

fail() {
    echo "$(basename "$0"): $*" >&2
    exit 1
}

# need COMMAND PACKAGE WHY: refuses to go on without a program.
need() { command -v "$1" >/dev/null 2>&1 || fail "$1 is missing ($3). Install $2."; }

trimmed() {
    local text=$1
    text=${text#"${text%%[![:space:]]*}"}
    printf '%s' "${text%"${text##*[![:space:]]}"}"
}

# expanded TEXT: with ${NAME} replaced from the process environment, or from the lines above.
expanded() {
    local rest=$1 done='' name
    while [[ $rest =~ ^([^$]*)\$\{([A-Za-z_][A-Za-z0-9_]*)\}(.*)$ || $rest =~ ^([^$]*\$)()(.*)$ ]]; do
        done+=${BASH_REMATCH[1]}
        name=${BASH_REMATCH[2]}
        rest=${BASH_REMATCH[3]}
        [ -z "$name" ] || done+=${!name-${file_values[$name]-}}
    done
    printf '%s' "$done$rest"
}

# unquoted VALUE: without its quotes and comment, and expanded unless the quotes are single ones.
unquoted() {
    local value=$1 quote=${1:0:1} text='' index character
    if [[ $quote != \' && $quote != \" ]]; then
        [[ $value =~ ^(|.*[[:space:]])\#.*$ ]] && value=$(sed -E 's/(^|[[:space:]])#.*$//' <<<"$value")
        expanded "$(trimmed "$value")"
        return
    fi
    for ((index = 1; index < ${#value}; index++)); do
        character=${value:index:1}
        [[ $character == "$quote" ]] && break
        if [[ $character == \\ && $quote == \" && ${value:index+1:1} == [\"\\] ]]; then
            index=$((index + 1))
            character=${value:index:1}
        fi
        text+=$character
    done
    if [[ $quote == \" ]]; then expanded "$text"; else printf '%s' "$text"; fi
}

assignment='^(export[[:space:]]+)?([A-Za-z_][A-Za-z0-9_]*)[[:space:]]*=[[:space:]]*(.*)$'

# read_env_file FILE: what it says, without running any of it.
read_env_file() {
    local line
    env_file=$1
    [ -r "$env_file" ] || fail "$env_file cannot be read. Check the path and that this user may read it."
    while IFS= read -r line || [ -n "$line" ]; do
        line=$(trimmed "$line")
        [[ $line != \#* && $line =~ $assignment ]] || continue
        file_values[${BASH_REMATCH[2]}]=$(unquoted "${BASH_REMATCH[3]}")
    done <"$env_file"
}

# setting NAME [DEFAULT]: the process environment wins, and an empty value counts as not given.
setting() {
    local value
    value=$(trimmed "${!1-}")
    [ -n "$value" ] || value=$(trimmed "${file_values[$1]-}")
    printf '%s' "${value:-${2:-}}"
}

# secret NAME: the value, or what the file holds that NAME_FILE names.
secret() {
    local file
    file=$(setting "${1}_FILE")
    if [ -z "$file" ]; then
        setting "$1"
    elif [ -n "$(setting "$1")" ]; then
        fail "$1 and ${1}_FILE are both set. Set one of them."
    elif [ ! -r "$file" ]; then
        fail "$1 cannot be read from $file, which ${1}_FILE names. Check that it exists and may be read by this user."
    else
        cat "$file"
    fi
}

# is_secret_name NAME: whether its value, and not the name of a file, is something that nobody else may have.
is_secret_name() { [[ $1 =~ (SECRET|PASSWORD|PASSPHRASE|TOKEN|CREDENTIAL|WEBHOOK|PRIVATE|HEADERS|_KEY$) && ! $1 =~ (_FILE|_PATH|_CLAIM)$ ]]; }

# holds_secret NAME TEXT: whether a line of an environment file gives a secret in clear: by its name, or a password inside an address.
# A reference to the environment, ${NAME}, gives none.
holds_secret() {
    local text=$2
    [[ $text == \"*\" ]] && text=${text:1:${#text}-2}
    [ -n "$text" ] && [[ ! $text =~ ^\$\{[A-Za-z_][A-Za-z0-9_]*\}$ ]] || return 1
    is_secret_name "$1" || [[ $text =~ ://[^/@[:space:]]*:[^/@[:space:]\$]+@ || $text == *"PRIVATE KEY"* ]]
}

# financial_mcp ARGUMENT ...: the server's command line. FINANCIAL_MCP names it where it is not the one that was built here.
financial_mcp() {
    local program
    read -ra program <<<"${FINANCIAL_MCP:-dotnet $root/src/Mcp/bin/Release/net10.0/financial-mcp.dll}"
    "${program[@]}" "$@"
}

# The database that is configured: postgres or sqlite, and how it is reached.
read_database() {
    data_dir=$(setting DATA_DIR data)
    sqlite_file=$data_dir/financial-mcp.db
    db_kind=sqlite
    [ -n "$(setting DB_HOST)" ] || return 0
    db_kind=postgres
    need psql postgresql-client "the configuration names a PostgreSQL database"
    PGHOST=$(setting DB_HOST)
    PGPORT=$(setting DB_PORT 5432)
    PGDATABASE=$(setting DB_NAME mcp_financial)
    PGUSER=$(setting DB_MIGRATION_USER)
    local password=DB_MIGRATION_PASSWORD ssl=verify-full
    [ -n "$PGUSER" ] || password=DB_PASSWORD
    PGUSER=${PGUSER:-$(setting DB_USER)}
    [ -n "$PGUSER" ] || fail "DB_HOST is set, and neither DB_MIGRATION_USER nor DB_USER is. Name the owner of the tables."
    password=$(secret "$password") || exit 1
    # Without one, libpq looks into PGPASSFILE, or ~/.pgpass.
    if [ -n "$password" ]; then export PGPASSWORD=$password; fi
    [ "$(setting ENVIRONMENT production)" != development ] || ssl=prefer
    PGSSLMODE=$(setting DB_SSL_MODE "$ssl")
    # The server trusts the machine's certificates; libpq has to be told of them.
    local machine=/etc/ssl/certs/ca-certificates.crt
    if [[ $PGSSLMODE == verify-* && -z ${PGSSLROOTCERT:-} && ! -e ~/.postgresql/root.crt && -r $machine ]]; then
        export PGSSLROOTCERT=$machine
    fi
    export PGHOST PGPORT PGDATABASE PGUSER PGSSLMODE PGCONNECT_TIMEOUT=10 PGAPPNAME=financial-mcp-scripts
}

# ask_postgres STATEMENT: its rows, one a line.
ask_postgres() { psql --no-psqlrc --no-password --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 --command "$1"; }

# ask_sqlite FILE STATEMENT: the same of an embedded database.
ask_sqlite() {
    if command -v sqlite3 >/dev/null 2>&1; then
        sqlite3 -batch -cmd '.timeout 30000' "$1" "$2"
    else
        need python3 "sqlite3 or python3" "the configuration names an embedded database"
        python3 -c '
import sqlite3, sys
for row in sqlite3.connect(sys.argv[1], timeout=30, isolation_level=None).execute(sys.argv[2]):
    print("|".join(str(value) for value in row))' "$1" "$2"
    fi
}

anchor_file() { setting AUDIT_ANCHOR_FILE "$data_dir/audit/anchors.jsonl"; }

# known_migrations KIND: those that the sources beside this script have, oldest first; nothing where there are no sources.
known_migrations() {
    local folder=$root/src/Infrastructure/Persistence/Migrations/Postgres file
    [ "$1" = postgres ] || folder=$root/src/Infrastructure/Persistence/Migrations/Sqlite
    for file in "$folder"/[0-9]*_*.cs; do
        [[ ! -f $file || $file == *.Designer.cs ]] || basename "$file" .cs
    done
}
