#!/usr/bin/env bash
# Builds, starts the stand-in bank and the server on the embedded default (SQLite, no Redis), makes one real tool call,
# prints how to connect, and serves until Ctrl-C. What it stores lies in DATA_DIR (default: data/ in this checkout).
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

data=$(realpath -m "${DATA_DIR:-data}")
logs=$data/logs
pids=()

say() { printf '\n== %s\n' "$*"; }

# shellcheck disable=SC2317 # reached through the traps
stop() {
    trap - EXIT INT TERM
    for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
}

fail() {
    echo "run.sh: $*" >&2
    exit 1
}

# port WANTED: the wanted port, or 0 (any free one) when something listens there already.
port() {
    if (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; then
        echo "port $1 is taken; a free one is used instead" >&2
        echo 0
    else
        echo "$1"
    fi
}

# ready FILE EVENT PID: waits for the line of JSON that says the event, and prints it.
ready() {
    for _ in $(seq 600); do
        if grep -m 1 "\"$2\"" "$1" 2>/dev/null; then return 0; fi
        kill -0 "$3" 2>/dev/null || break
        sleep 0.1
    done
    tail -n 20 "$1" >&2
    return 1
}

# member NAME: the text member of that name in the line of JSON on standard input.
member() { sed -n "s/.*\"$1\":\"\([^\"]*\)\".*/\1/p"; }

# secret NAME: made once, kept readable for its owner only.
secret() {
    local file=$data/secrets/$1
    [ -s "$file" ] || (umask 077 && mkdir -p "$data/secrets" && head -c 32 /dev/urandom | base64 | tr -d '\n' >"$file")
    cat "$file"
}

command -v dotnet >/dev/null 2>&1 || fail "the .NET SDK is missing: install the version named in global.json."
mkdir -p "$logs"

say "building"
dotnet build src/Mcp -c Release -v q -nologo
dotnet build src/Sandbox -c Release -v q -nologo
server=src/Mcp/bin/Release/net10.0/financial-mcp.dll
bank=src/Sandbox/bin/Release/net10.0/FinancialMcp.Sandbox.dll

trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

JWT_SECRET=$(secret jwt)
BACKEND_JWT_SECRET=$(secret backend-jwt)

say "starting the stand-in bank"
JWT_SECRET=$BACKEND_JWT_SECRET dotnet "$bank" --data "$data/bank" --account-port "$(port 8080)" \
    --transaction-port "$(port 8081)" >"$logs/bank.log" 2>&1 &
pids+=($!)
bank_ready=$(ready "$logs/bank.log" sandbox_ready $!) || fail "the stand-in bank did not start; see $logs/bank.log"
ACCOUNT_SERVICE_URL=$(member account_url <<<"$bank_ready")
TRANSACTION_SERVICE_URL=$(member transaction_url <<<"$bank_ready")

say "starting the server"
PORT=$(port "${PORT:-8082}")
ADMIN_PORT=$(port "${ADMIN_PORT:-8083}")
METRICS_PORT=$(port "${METRICS_PORT:-9090}")
ENVIRONMENT=development
HOST=127.0.0.1
PUBLIC_URL=${PUBLIC_URL:-http://127.0.0.1:8082}
JWT_ISSUER=financial-mcp-development
BACKEND_STAFF_SUBJECT=olivia
DATA_DIR=$data/server
export PORT ADMIN_PORT METRICS_PORT ENVIRONMENT HOST PUBLIC_URL JWT_ISSUER JWT_SECRET BACKEND_JWT_SECRET \
    BACKEND_STAFF_SUBJECT ACCOUNT_SERVICE_URL TRANSACTION_SERVICE_URL DATA_DIR
dotnet "$server" serve >"$logs/server.log" 2>&1 &
pids+=($!)
listening=$(ready "$logs/server.log" listening $!) || fail "the server did not start; see $logs/server.log"
url=$(member mcp_url <<<"$listening")
token=$(dotnet "$server" token --sub alice --role ROLE_USER --hours 12)

say "one real call through a real MCP client"
dotnet "$server" smoke "$url" --token "$token"

# Nobody administers a new server: its log has the secret by which the first administrator comes to be.
secret_line=$(grep -m1 '"event":"first_admin"' "$logs/server.log" || true)
first_admin=$(grep -oE '([0-9a-f]{4}-){7}[0-9a-f]{4}' <<<"$secret_line" | head -1 || true)
enrol=${first_admin:+"(first administrator: /enrol with $first_admin)"}

say "ready"
cat <<EOT
MCP        $url/mcp
health     $url/health
admin      $(member admin_url <<<"$listening") $enrol
metrics    $(member metrics_url <<<"$listening")/metrics
bank       $ACCOUNT_SERVICE_URL and $TRANSACTION_SERVICE_URL
logs       $logs
stored in  $data

A development token (alice at the stand-in bank, 12 hours):
$token

Client configuration:
{"mcpServers": {"financial": {"type": "http", "url": "$url/mcp", "headers": {"Authorization": "Bearer $token"}}}}

Ctrl-C ends the server and the bank.
EOT
wait -n "${pids[@]}" || true
fail "a process ended by itself; see $logs"
