#!/usr/bin/env bash
# Proves build/deploy-prod.sh on this machine, with plain processes: PostgreSQL with the roles of docs/operations.md, Redis, the stand-in bank
# (slow where it is told to be), nginx, and the server with production's settings. MCP clients call through nginx without a pause,
# read, pay, and hold payments for approval, while blue and green take turns; then deployments that are broken, and ones that are
# killed, must leave everything as it was. Afterwards every payment that was asked for is held against the bank's own journal.
# Usage: build/prove-deploy.sh [--switches N] [--keep]      N: 20; --keep leaves the folder with all logs
# Not production's here: PUBLIC_URL is a name only, nginx serves plain http on loopback, tokens are signed with JWT_SECRET by the
# clients themselves, and one statement as the tables' owner grants the agents what two administrators would grant on the admin pages.
# BIN and BANK_BIN name the built server and bank (default: what is built in this checkout).
# Exit 0 only when no call failed, no payment was lost or made twice, every held payment is still there, and every broken deployment
# put back what it found.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
    echo "Usage: build/prove-deploy.sh [--switches N] [--keep]" >&2
    exit 2
}

switches=20
keep=false
while [ $# -gt 0 ]; do
    case $1 in
        --switches)
            [[ ${2:-} =~ ^[1-9][0-9]{0,3}$ ]] || usage
            switches=$2
            shift 2
            ;;
        --keep)
            keep=true
            shift
            ;;
        *) usage ;;
    esac
done

bin=$(realpath "${BIN:-src/Mcp/bin/Release/net10.0}")
bank_bin=$(realpath "${BANK_BIN:-src/Sandbox/bin/Release/net10.0}")
postgres_bin=$(find /usr/lib/postgresql -mindepth 2 -maxdepth 2 -name bin 2>/dev/null | sort -V | tail -n 1)
folder=
pids=()
verdict=true

say() { printf '\n== %s\n' "$*"; }
die() {
    echo "prove-deploy.sh: $*" >&2
    exit 1
}
wrong() {
    echo "WRONG: $*"
    verdict=false
}
need() { command -v "$1" >/dev/null 2>&1 || die "$1 is missing. Install $2."; }

# ---- What is started here, and ended again

as_postgres() { if [ "$(id -u)" = 0 ]; then setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"; else "$@"; fi; }

stop_servers() {
    local file pid
    for file in "$folder"/deploy/run/*-* "$folder/deploy/nginx/run/nginx.pid"; do
        [ -f "$file" ] || continue
        read -r pid _ <"$file"
        if [[ $(tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null) == *"$folder"* ]]; then kill -TERM "$pid" 2>/dev/null || true; fi
    done
}

# shellcheck disable=SC2317 # reached through the trap
finish() {
    local code=$? pid
    trap - EXIT INT TERM
    [ -n "$folder" ] || exit "$code"
    for pid in "${pids[@]}"; do kill -TERM "$pid" 2>/dev/null || true; done
    for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
    stop_servers
    if [ -f "$folder/postgres/data/postmaster.pid" ]; then
        (cd / && as_postgres "$postgres_bin/pg_ctl" -D "$folder/postgres/data" -m fast -w stop >/dev/null) || true
    fi
    if $keep || [ "$code" != 0 ]; then echo "logs: $folder"; else rm -rf "$folder"; fi
    exit "$code"
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# free_ports COUNT: the first of that many free ones in a row.
free_ports() {
    python3 - "$1" <<'PYTHON'
import random, socket, sys
while True:
    first = random.randrange(20000, 30000)
    held = []
    try:
        for port in range(first, first + int(sys.argv[1])):
            held.append(socket.socket())
            held[-1].bind(("127.0.0.1", port))
    except OSError:
        continue
    finally:
        for each in held:
            each.close()
    print(first)
    break
PYTHON
}

random_text() { openssl rand -base64 36 | tr -d '\n'; }

start_postgres() {
    local role
    db_port=$(free_port)
    mkdir "$folder/postgres"
    if [ "$(id -u)" = 0 ]; then chown postgres: "$folder/postgres"; fi
    (cd / && as_postgres "$postgres_bin/initdb" -D "$folder/postgres/data" -U postgres --auth-local=trust --auth-host=scram-sha-256 \
        --encoding=UTF8 --locale=C.UTF-8 >"$folder/postgres.log" 2>&1) || die "initdb failed; see $folder/postgres.log"
    (cd / && as_postgres "$postgres_bin/pg_ctl" -D "$folder/postgres/data" -w -l "$folder/postgres/log" \
        -o "-p $db_port -k $folder/postgres -c listen_addresses=127.0.0.1 -c max_connections=200" start >/dev/null) ||
        die "PostgreSQL did not start; see $folder/postgres/log"
    for role in owner server sealer reader keeper; do random_text >"$folder/secrets/db-$role"; done
    as_superuser postgres -v owner="$(<"$folder/secrets/db-owner")" -v server="$(<"$folder/secrets/db-server")" \
        -v sealer="$(<"$folder/secrets/db-sealer")" -v reader="$(<"$folder/secrets/db-reader")" -v keeper="$(<"$folder/secrets/db-keeper")" <<'SQL'
create role financial_mcp_owner login password :'owner';
create role financial_mcp login password :'server';
create role financial_mcp_sealer login password :'sealer';
create role financial_mcp_reader login password :'reader';
create role financial_mcp_keeper login password :'keeper';
create database financial_mcp owner financial_mcp_owner;
SQL
}

as_superuser() { "$postgres_bin/psql" -X -q -v ON_ERROR_STOP=1 -h "$folder/postgres" -p "$db_port" -U postgres -d "$@"; }

start_redis() {
    redis_port=$(free_port)
    setsid redis-server --port "$redis_port" --bind 127.0.0.1 --save "" --appendonly no --dir "$folder" >"$folder/redis.log" 2>&1 &
    pids+=($!)
}

start_bank() {
    local line
    JWT_SECRET=$(<"$folder/secrets/backend-jwt") setsid dotnet "$bank_bin/FinancialMcp.Sandbox.dll" --limits none --data "$folder/bank" \
        --account-port 0 --transaction-port 0 --fault-port 0 >"$folder/bank.log" 2>&1 &
    pids+=($!)
    for _ in $(seq 600); do
        line=$(grep -m 1 sandbox_ready "$folder/bank.log" || true)
        [ -z "$line" ] || break
        kill -0 "${pids[-1]}" 2>/dev/null || break
        sleep 0.1
    done
    [ -n "$line" ] || die "the stand-in bank did not start; see $folder/bank.log"
    account_url=$(jq -r .account_url <<<"$line")
    transaction_url=$(jq -r .transaction_url <<<"$line")
    fault_url=$(jq -r .fault_url <<<"$line")
    # Slow calls, in flight when a colour is told to stop: payments of 6 s, reads of 3 s.
    fault '{"kind":"delay","service":"transaction","method":"POST","path":"/api/transactions/withdraw","count":0,"delay_ms":6000}'
    fault '{"kind":"delay","service":"account","method":"GET","path":"/api/accounts/1004","count":0,"delay_ms":3000}'
}

fault() { curl -fsS -o /dev/null -H 'Content-Type: application/json' -d "$1" "$fault_url/faults"; }

settings() {
    local policy=$folder/policy.json
    cat >"$policy" <<'JSON'
[
  { "name": "all", "twin_window_seconds": 0 },
  { "name": "held", "match": { "counterparty": "1006" }, "twin_window_seconds": 0, "approvals": [ { "from": "0", "needed": 1 } ] }
]
JSON
    cat >"$folder/production.env" <<CONF
ENVIRONMENT=production
PUBLIC_URL=https://mcp.example.test
ALLOWED_HOSTS=127.0.0.1
JWT_ISSUER=https://issuer.example.test
JWT_SECRET_FILE=$folder/secrets/jwt
BACKEND_JWT_SECRET_FILE=$folder/secrets/backend-jwt
BACKEND_STAFF_SUBJECT=olivia
ACCOUNT_SERVICE_URL=$account_url
TRANSACTION_SERVICE_URL=$transaction_url
HTTP_TIMEOUT=10000
POLICY_FILE=$policy
REDIS_URL=redis://127.0.0.1:$redis_port/0
RATE_LIMIT_REQUESTS=10000
RATE_LIMIT_WINDOW=1
DB_HOST=127.0.0.1
DB_PORT=$db_port
DB_NAME=financial_mcp
DB_USER=financial_mcp
DB_PASSWORD_FILE=$folder/secrets/db-server
DB_SSL_MODE=disable
DB_MIGRATION_USER=financial_mcp_owner
DB_MIGRATION_PASSWORD_FILE=$folder/secrets/db-owner
DB_SEALER_USER=financial_mcp_sealer
DB_SEALER_PASSWORD_FILE=$folder/secrets/db-sealer
DB_READER_USER=financial_mcp_reader
DB_RETENTION_USER=financial_mcp_keeper
DB_RETENTION_PASSWORD_FILE=$folder/secrets/db-keeper
AUDIT_MAC_KEY_FILE=$folder/secrets/audit-mac
AUDIT_SIGNING_KEY_FILE=$folder/secrets/audit-signing.pem
AUDIT_ANCHOR_FILE=$folder/anchors.jsonl
DATA_DIR=$folder/data
CONF
}

# ---- Clients

clients() {
    cat >"$folder/clients.py" <<'PYTHON'
"""MCP clients that call through nginx until they are told to stop (SIGTERM), and then account for every call and payment."""
import base64, hashlib, hmac, http.client, json, os, random, select, signal, socket, sqlite3, sys, threading, time, uuid

folder, port = sys.argv[1], int(sys.argv[2])
secret = open(folder + "/secrets/jwt", "rb").read()
stopping = threading.Event()
guard = threading.Lock()
calls, failures, repeated, paid, held = 0, [], [], [], []
quick = []          # (when, seconds) of calls that the bank is not slow for
slow_seconds = 0.0


def token(subject, agent, hours=12):
    def part(value):
        return base64.urlsafe_b64encode(value).rstrip(b"=")

    now = int(time.time())
    claims = {"iss": "https://issuer.example.test", "aud": "https://mcp.example.test/mcp", "sub": subject, "roles": ["ROLE_USER"],
              "act": {"sub": agent}, "iat": now, "nbf": now - 5, "exp": now + hours * 3600, "jti": str(uuid.uuid4())}
    text = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    return (text + b"." + part(hmac.new(secret, text, hashlib.sha256).digest())).decode()


class Refused(Exception):
    pass


class Client:
    """One agent on one kept connection. It looks whether the other side has closed before it sends, as every pool does."""

    def __init__(self, subject, agent):
        self.headers = {"Authorization": "Bearer " + token(subject, agent), "Content-Type": "application/json",
                        "Accept": "application/json, text/event-stream"}
        self.agent, self.connection, self.last = agent, None, 0
        told = self.send("initialize", {"protocolVersion": "2025-06-18", "capabilities": {},
                                        "clientInfo": {"name": agent, "version": "1"}})
        self.headers["MCP-Protocol-Version"] = told["protocolVersion"]
        self.send("notifications/initialized", None)

    def closed(self):
        return bool(select.select([self.connection.sock], [], [], 0)[0]) if self.connection and self.connection.sock else True

    def exchange(self, body):
        if self.connection is None or self.closed():
            if self.connection:
                self.connection.close()
            self.connection, fresh = http.client.HTTPConnection("127.0.0.1", port, timeout=100), True
        else:
            fresh = False
        try:
            self.connection.request("POST", "/mcp", body, self.headers)
            answer = self.connection.getresponse()
        except (http.client.RemoteDisconnected, ConnectionResetError, BrokenPipeError) as broken:
            self.connection.close()
            self.connection = None
            if fresh:
                raise
            # Closed while this was on its way: nothing was answered. Sent again, as HTTP clients do, under the same key.
            with guard:
                repeated.append((time.time(), self.agent, repr(broken)))
            return self.exchange(body)
        text = answer.read().decode()
        if answer.will_close:
            self.connection.close()
            self.connection = None
        return answer, text

    def send(self, method, parameters):
        self.last += 1
        message = {"jsonrpc": "2.0", "method": method}
        if parameters is not None:
            message.update(id=self.last, params=parameters)
        answer, text = self.exchange(json.dumps(message))
        if answer.status == 202 and parameters is None:
            return None
        if answer.status != 200:
            raise Refused(f"HTTP {answer.status} {text[:300]}")
        if "event-stream" in answer.getheader("Content-Type", ""):
            text = [line[5:] for line in text.splitlines() if line.startswith("data:")][-1]
        reply = json.loads(text)
        if "error" in reply:
            raise Refused(json.dumps(reply["error"])[:300])
        return reply["result"]

    def call(self, tool, **arguments):
        result = self.send("tools/call", {"name": tool, "arguments": arguments})
        if result.get("isError"):
            raise Refused(result["content"][0]["text"][:400])
        return result["structuredContent"]


def counted(client, tool, slow=False, **arguments):
    """One call: counted, and told as failed whatever the reason."""
    global calls, slow_seconds
    begun = time.time()
    try:
        result = client.call(tool, **arguments)
    except Exception as failure:  # every reason counts
        result = None
        with guard:
            failures.append((begun, time.time(), client.agent, tool, repr(failure)))
    with guard:
        calls += 1
        took = time.time() - begun
        if slow:
            slow_seconds = max(slow_seconds, took)
        else:
            quick.append((begun, took))
    return result


def pay(client, tool, slow=False, **arguments):
    key = f"proof-{uuid.uuid4()}"
    with guard:
        paid.append([key, tool, None, client])
        mine = paid[-1]
    receipt = counted(client, tool, slow, amount="0.01", idempotency_key=key, **arguments)
    if receipt is None:
        return
    mine[2] = receipt
    if receipt["status"] != "succeeded":
        with guard:
            failures.append((time.time(), time.time(), client.agent, tool, json.dumps(receipt)[:400]))


def payer(client):
    while not stopping.is_set():
        pay(client, "transfer_funds", from_account_id="1001", to_account_id="1002")
        time.sleep(random.uniform(0.02, 0.15))
        counted(client, "get_account_balance", account_id="1001")
        time.sleep(random.uniform(0.02, 0.15))


def reader(client):
    while not stopping.is_set():
        counted(client, random.choice(["list_accounts", "get_transaction_limits"]))
        time.sleep(random.uniform(0.01, 0.1))


def slow_payer(client):
    while not stopping.is_set():
        pay(client, "withdraw_funds", True, account_id="1003")


def slow_reader(client):
    while not stopping.is_set():
        counted(client, "get_account", True, account_id="1004")


def holder(client):
    while not stopping.is_set():
        receipt = counted(client, "transfer_funds", from_account_id="1001", to_account_id="1006", amount="0.01",
                          idempotency_key=f"proof-{uuid.uuid4()}")
        if receipt is not None:
            with guard:
                held.append((receipt["operation_id"], receipt["status"]))
            if receipt["status"] != "pending_approval":
                with guard:
                    failures.append((time.time(), time.time(), client.agent, "held transfer", json.dumps(receipt)[:400]))
        for _ in range(3):
            stopping.wait(random.uniform(0.2, 0.6))
            if held and not stopping.is_set():
                operation = random.choice(held)[0]
                seen = counted(client, "get_operation", operation_id=operation)
                if seen is not None and seen["status"] != "pending_approval":
                    with guard:
                        failures.append((time.time(), time.time(), client.agent, "held operation", json.dumps(seen)[:400]))


plan = [(payer, "alice", 4), (reader, "alice", 2), (slow_payer, "bob", 2), (slow_reader, "bob", 1), (holder, "alice", 1)]
agents = [(kind, subject, f"{kind.__name__.replace('_', '-')}-{number}") for kind, subject, count in plan for number in range(count)]

if len(sys.argv) > 3 and sys.argv[3] == "token":
    print(token("alice", "smoke"), end="")
    sys.exit()
if len(sys.argv) > 3 and sys.argv[3] == "introduce":
    # An agent exists once it has called.
    for _, subject, agent in agents:
        Client(subject, agent).call("health_check")
    sys.exit()

signal.signal(signal.SIGTERM, lambda *_: stopping.set())
clients = [(kind, Client(subject, agent)) for kind, subject, agent in agents]
threads = [threading.Thread(target=kind, args=(client,)) for kind, client in clients]
for thread in threads:
    thread.start()
print("calling", flush=True)
while not stopping.wait(0.5):
    with open(folder + "/so-far.new", "w") as file:
        json.dump({"calls": calls, "failed": len(failures), "repeated": len(repeated)}, file)
    os.replace(folder + "/so-far.new", folder + "/so-far")
for thread in threads:
    thread.join()

# A payment without a final answer is asked for again under its key: what became of it is told then.
for entry in paid:
    end = time.time() + 60
    while (entry[2] is None or entry[2]["status"] not in ("succeeded", "failed")) and time.time() < end:
        try:
            entry[2] = entry[3].call("get_operation", idempotency_key=entry[0])
        except Refused:
            time.sleep(1)
survived = cancelled = 0
asker = next(client for kind, client in clients if kind is holder)
for operation, _ in held:
    survived += asker.call("get_operation", operation_id=operation)["status"] == "pending_approval"
    cancelled += asker.call("cancel_operation", operation_id=operation)["status"] == "cancelled"

journal = sqlite3.connect(f"file:{folder}/bank/ledger.db?mode=ro", uri=True).execute(
    "select transaction_id, idempotency_key, status from journal").fetchall()
posted = [(transaction, key) for transaction, key, status in journal if status == "COMPLETED" and key]
told = [entry[2] for entry in paid if entry[2] and entry[2]["status"] == "succeeded"]
known = {transaction for transaction, _ in posted}
bank_ids = [receipt["transaction"]["transaction_id"] for receipt in told]
report = {
    "calls": calls, "failed": len(failures), "repeated": len(repeated), "payments": len(paid), "succeeded": len(told),
    "at_bank": len(posted), "duplicates": len(posted) - len({key for _, key in posted}) + max(0, len(posted) - len(paid)),
    "lost": sum(transaction not in known for transaction in bank_ids) + len(paid) - len(told),
    "told_twice": len(bank_ids) - len(set(bank_ids)),
    "held": len(held), "survived": survived, "cancelled": cancelled, "slow_seconds": round(slow_seconds, 1),
    "p50_ms": round(sorted(took for _, took in quick)[len(quick) // 2] * 1000), "max_ms": round(max(took for _, took in quick) * 1000),
}
with open(folder + "/failures.txt", "w") as file:
    for entry in failures:
        file.write(f"{time.strftime('%H:%M:%S', time.localtime(entry[0]))} +{entry[1] - entry[0]:.2f}s {' '.join(map(str, entry[2:]))}\n")
with open(folder + "/repeated.txt", "w") as file:
    for when, agent, what in repeated:
        file.write(f"{time.strftime('%H:%M:%S', time.localtime(when))} {agent} {what}\n")
with open(folder + "/report.json", "w") as file:
    json.dump(report, file, indent=1)
PYTHON
}

so_far() { jq -r ".$1" "$folder/so-far"; }

# ---- Deployments

# deploy WORDS ...: into the log; its last lines where it was not to fail.
deploy() { "$PWD/build/deploy-prod.sh" "$@" --yes >>"$folder/deploy.log" 2>&1; }

live() { sed -n 's/^live=//p' "$folder/deploy/state"; }
nginx_colour() { sed -n 's/^# colour: //p' "$folder/deploy/nginx/upstream/upstream.conf"; }
version() { sed -n "s/^$(live)_version=//p" "$folder/deploy/state"; }

# serving: the colours whose servers run.
serving() {
    local file pid colours=
    for file in "$folder"/deploy/run/*-*; do
        [ -f "$file" ] || continue
        read -r pid _ <"$file"
        if [[ $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") == *financial-mcp* ]]; then colours+=" $(basename "$file")"; fi
    done
    echo "${colours# }"
}

# as_before COLOUR VERSION: what a broken deployment must leave.
as_before() {
    [ "$(live)" = "$1" ] && [ "$(version)" = "$2" ] && [ "$(nginx_colour)" = "$1" ] && [ "$(serving)" = "$1-1" ] && deploy status
}

# broken NAME ASSIGNMENT ...: a deployment with these settings must fail, and put back what it found.
broken() {
    local name=$1 colour version failed line
    shift
    colour=$(live)
    version=$(version)
    failed=$(so_far failed)
    line=$(($(wc -l <"$folder/deploy.log") + 1))
    if env RELEASE="$bin" VERSION="broken-$RANDOM" "$@" "$PWD/build/deploy-prod.sh" --yes >>"$folder/deploy.log" 2>&1; then
        wrong "$name: the deployment says that it went well"
    fi
    sleep 2
    if as_before "$colour" "$version" && [ "$(so_far failed)" = "$failed" ]; then
        echo "ok    $name: $colour stays live, no call failed"
    else
        wrong "$name: live $(live), nginx $(nginx_colour), running $(serving), failed calls $(so_far failed) (before: $failed)"
    fi
    tail -n "+$line" "$folder/deploy.log" | grep -m 2 -E 'FAILED at|^Put back' | cut -c 1-160 | sed 's/^/      /' || true
}

# killed NAME SIGNAL STEP: a deployment that is sent the signal when it has come to that step; afterwards the next one goes well.
killed() {
    local name=$1 signal=$2 at=$3 colour version failed pid
    colour=$(live)
    version=$(version)
    failed=$(so_far failed)
    RELEASE=$bin VERSION="killed-$RANDOM" setsid "$PWD/build/deploy-prod.sh" --yes >"$folder/killed.log" 2>&1 &
    pid=$!
    for _ in $(seq 1200); do
        grep -q -- "-- $at" "$folder/killed.log" && break
        sleep 0.05
    done
    if [ "$signal" = KILL ]; then
        # The step is under way, not only announced; on a quiet machine it is over within a second.
        sleep 0.2
    fi
    kill "-$signal" "$pid" 2>/dev/null || true
    wait "$pid" 2>/dev/null || true
    cat "$folder/killed.log" >>"$folder/deploy.log"
    if [ "$signal" != KILL ]; then
        sleep 2
        as_before "$colour" "$version" || wrong "$name: live $(live), nginx $(nginx_colour), running $(serving)"
    fi
    VERSION=after-$RANDOM
    if ! RELEASE=$bin VERSION=$VERSION deploy; then
        wrong "$name: the next deployment failed"
        tail -n 5 "$folder/deploy.log"
    elif sleep 2 && as_before "$(other "$colour")" "$VERSION" && [ "$(so_far failed)" = "$failed" ]; then
        echo "ok    $name: the next deployment goes well, no call failed"
    else
        wrong "$name: live $(live), nginx $(nginx_colour), running $(serving), failed calls $(so_far failed) (before: $failed)"
    fi
}

other() { if [ "$1" = blue ]; then echo green; else echo blue; fi; }

# second_is_refused: of two deployments at the same time, the second does not begin.
second_is_refused() {
    exec 9>"$folder/deploy/lock"
    flock -n 9
    echo "$$" >&9
    if RELEASE=$bin VERSION=second deploy 9>&-; then
        wrong "a second deployment at the same time was not refused"
    else
        echo "ok    a second deployment at the same time is refused"
    fi
    exec 9>&-
}

switch_all() {
    local turn begun took
    longest=0
    for turn in $(seq "$switches"); do
        begun=$(date +%s%N)
        # Every fourth one goes back to the version before.
        if [ $((turn % 4)) = 0 ]; then
            deploy rollback || { tail -n 20 "$folder/deploy.log" && die "switch $turn failed"; }
        else
            RELEASE=$bin VERSION=proof-$((turn % 2)) deploy || { tail -n 20 "$folder/deploy.log" && die "switch $turn failed"; }
        fi
        took=$((($(date +%s%N) - begun) / 1000000))
        if [ "$took" -gt "$longest" ]; then longest=$took; fi
        printf 'switch %2d to %-5s %5d ms   calls %6d, failed %d, sent again %d\n' "$turn" "$(live)" "$took" "$(so_far calls)" \
            "$(so_far failed)" "$(so_far repeated)"
    done
}

scale_up_and_down() {
    local failed
    failed=$(so_far failed)
    deploy scale 2 || wrong "scale 2 failed"
    [ "$(serving)" = "$(live)-1 $(live)-2" ] || wrong "two servers should run: $(serving)"
    sleep 3
    deploy scale 1 || wrong "scale 1 failed"
    if [ "$(serving)" = "$(live)-1" ] && [ "$(so_far failed)" = "$failed" ]; then
        echo "ok    two servers of the live colour, and one again: no call failed"
    else
        wrong "scaling: running $(serving), failed calls $(so_far failed) (before: $failed)"
    fi
}

# ---- The proof

need nginx nginx-light
need jq jq
need python3 python3
need openssl openssl
need redis-server redis-server
need dotnet "the .NET runtime that global.json names"
[ -n "$postgres_bin" ] || die "PostgreSQL is missing. Install postgresql."
[ -f "$bin/financial-mcp.dll" ] || die "$bin holds no financial-mcp.dll. Build src/Mcp, or name the folder in BIN."
[ -f "$bank_bin/FinancialMcp.Sandbox.dll" ] || die "$bank_bin holds no FinancialMcp.Sandbox.dll. Build src/Sandbox, or name the folder in BANK_BIN."

folder=$(mktemp -d)
chmod 755 "$folder"
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

mkdir "$folder/secrets" "$folder/bank"
(
    umask 077
    for name in jwt backend-jwt; do random_text >"$folder/secrets/$name"; done
    openssl rand -base64 32 >"$folder/secrets/audit-mac"
    openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$folder/secrets/audit-signing.pem" 2>/dev/null
)
say "PostgreSQL, the bank and the settings"
start_postgres
start_redis
start_bank
settings
clients
edge_port=$(free_port)
BLUE_PORT=$(free_ports 90)
GREEN_PORT=$((BLUE_PORT + 45))
export BLUE_PORT GREEN_PORT RUNTIME=process DEPLOY_DIR=$folder/deploy ENV_FILE=$folder/production.env EDGE_LISTEN=127.0.0.1:$edge_port
export SMOKE_TOKEN_FILE=$folder/secrets/smoke-token BACKUP_ENABLED=false
(umask 077 && python3 "$folder/clients.py" "$folder" "$edge_port" token >"$SMOKE_TOKEN_FILE")

say "the first deployment"
RELEASE=$bin VERSION=proof-0 deploy || { tail -n 30 "$folder/deploy.log" && die "the first deployment failed"; }
python3 "$folder/clients.py" "$folder" "$edge_port" introduce
as_superuser financial_mcp -c "set role financial_mcp_owner; update agent set owner = 'proof', granted = 'role'; update oversight set version = version + 1"
sleep 4

say "clients call through nginx, and $switches switches"
python3 "$folder/clients.py" "$folder" "$edge_port" >"$folder/clients.log" 2>&1 &
calling=$!
pids+=("$calling")
for _ in $(seq 300); do
    [ ! -f "$folder/so-far" ] || break
    kill -0 "$calling" 2>/dev/null || { cat "$folder/clients.log" && die "the clients did not start"; }
    sleep 0.1
done
switch_all
scale_up_and_down

if REPORT=$folder/test-report.json deploy test; then
    echo "ok    test: $(jq -c '.checks | length' "$folder/test-report.json" 2>/dev/null || true) checks of build/health-check.sh, and a smoke test"
else
    tail -n 60 "$folder/deploy.log" | grep -iE 'fail' | head -n 5
    wrong "deploy-prod.sh test"
fi

say "deployments that are broken, refused or killed"
broken "a migration that fails" DB_MIGRATION_USER=nobody_of_that_name
broken "a smoke test that fails (the account service is not there)" ACCOUNT_SERVICE_URL=http://127.0.0.1:9
broken "never ready (a wrong password of the database)" DB_PASSWORD_FILE="$folder/secrets/db-reader" READY_SECONDS=10
broken "nothing answers after the switch" EDGE_URL=http://127.0.0.1:9
second_is_refused
killed "interrupted while the new colour starts" TERM "waiting until"
killed "killed after the switch" KILL "checking through nginx"

say "what became of it"
sleep 3
kill -TERM "$calling"
wait "$calling" || { cat "$folder/clients.log" && die "the clients did not account for their calls"; }
jq -r --arg longest "$longest" --arg switches "$switches" '
    "switches                     \($switches), the longest \($longest) ms from the first check to the old colour\u0027s end",
    "calls made                   \(.calls); p50 \(.p50_ms) ms, the slowest \(.max_ms) ms (the bank\u0027s slow ones \(.slow_seconds) s)",
    "failed calls                 \(.failed)",
    "sent again by the client     \(.repeated) (nginx closed the kept connection as the call was sent; same key)",
    "payments asked for           \(.payments), told succeeded \(.succeeded), transactions at the bank \(.at_bank)",
    "duplicates                   \(.duplicates)",
    "lost                         \(.lost)",
    "held for approval            \(.held), still waiting after everything \(.survived), cancelled then \(.cancelled)"' "$folder/report.json"
jq -e '.failed == 0 and .duplicates == 0 and .lost == 0 and .told_twice == 0 and .payments > 0 and .payments == .at_bank
    and .held > 0 and .survived == .held and .cancelled == .held' "$folder/report.json" >/dev/null || {
    head -n 20 "$folder/failures.txt"
    wrong "see above"
}
if $verdict; then say "proven"; else
    say "NOT proven"
    exit 1
fi
