#!/usr/bin/env bash
# Builds the images and runs them as docker/README.md says: hardened, as the development stack, and as four replicas of production.
# Usage: build/prove-containers.sh [image|kubernetes|dev|staging|prod|systemd ...]        none = all of them
# Runs an engine of its own, with stand-ins for the published base images made of Debian's packages, and ends it. It needs root, docker.io,
# docker-compose, debootstrap, jq, curl and the .NET SDK; where it cannot start an engine, it says so and ends with 0.
# "prod" also deploys with build/deploy-prod.sh: two colours behind the edge while agents call, a broken version and a killed run.
# "systemd" does that with the units of docker/systemd, in a container in which systemd is the first process.
#   PROOF_DIR       where everything is kept for the next run (default: a new folder, removed at the end)
#   NUGET_PACKAGES  folder of packages that the build finds in its SDK image (default: the user's own)
# shellcheck disable=SC2317 # most functions are reached through expect, until_true and the trap
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
failed=0
engine=
parts=(kubernetes image dev staging prod systemd)

say() { printf '\n== %s\n' "$*"; }

skip() {
    echo "skipped: $*"
    exit 0
}

stop_here() {
    echo "prove-containers.sh: $*" >&2
    exit 1
}

# expect WHAT COMMAND...: runs it, and tells how it went.
expect() {
    local what=$1
    shift
    if "$@" >"$work/last" 2>&1; then
        echo "ok      $what"
    else
        echo "FAILED  $what"
        tail -n 15 "$work/last" | sed 's/^/        /'
        failed=1
    fi
}

# until_true SECONDS COMMAND...
until_true() {
    local end=$((SECONDS + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.5
    done
}

# An engine of our own has names, images and networks of its own: nothing that is there is touched.
start_engine() {
    docker=$(command -v /usr/bin/docker || command -v docker) || skip "docker is not installed (Debian: docker.io)."
    command -v dockerd >/dev/null || skip "dockerd is not installed (Debian: docker.io)."
    [ "$(id -u)" = 0 ] || skip "an engine can only be started by root."
    if docker-compose version >/dev/null 2>&1; then
        compose=(docker-compose)
    elif "$docker" compose version >/dev/null 2>&1; then
        compose=("$docker" compose)
    else
        skip "Compose is not installed (Debian: docker-compose)."
    fi
    local had_bridge=0
    [ -e /sys/class/net/docker0 ] && had_bridge=1
    dockerd -H "unix://$work/engine.sock" --data-root "$work/engine" --exec-root "$run/exec" --pidfile "$run/engine.pid" \
        >"$work/engine.log" 2>&1 &
    engine=$!
    export DOCKER_HOST="unix://$work/engine.sock"
    until_true 60 "$docker" info || {
        tail -n 5 "$work/engine.log"
        skip "no engine can be started here; the lines above are its last."
    }
    own_bridge=$((1 - had_bridge))
    # The old client asks for BuildKit by this; the newer ones use it where they have it.
    if [ "$("$docker" version --format '{{.Client.Version}}' | cut -d . -f 1)" -lt 23 ]; then
        export DOCKER_BUILDKIT=1 COMPOSE_DOCKER_CLI_BUILD=1
    fi
}

finish() {
    local code=$?
    trap - EXIT INT TERM
    if [ -n "$engine" ]; then
        # All that this engine has is of this run; its images stay for the next one in a PROOF_DIR.
        "$docker" ps -aq | xargs -r "$docker" rm -fv >/dev/null || code=1
        "$docker" network ls -q --filter type=custom | xargs -r "$docker" network rm >/dev/null || code=1
        "$docker" volume ls -q | xargs -r "$docker" volume rm >/dev/null || code=1
        kill "$engine"
        wait "$engine" || true
        [ "${own_bridge:-0}" = 0 ] || ip link delete docker0 2>/dev/null || echo "docker0 is left; remove it with: ip link delete docker0"
    fi
    # The engine leaves the name of its network space mounted.
    find "$run" -path '*/netns/*' -exec umount {} + 2>/dev/null || true
    rm -rf "$run"
    [ -n "${PROOF_DIR:-}" ] || rm -rf "$work"
    exit "$code"
}

# stand_in TAG [FOLDER]: builds the Dockerfile on standard input, unless the engine has that image.
stand_in() {
    "$docker" image inspect "$1" >/dev/null 2>&1 && return
    local context=${2:-$work/empty}
    mkdir -p "$work/empty"
    echo "making a stand-in of $1"
    cat >"$work/standin.dockerfile"
    "$docker" build -q --network host -t "$1" -f "$work/standin.dockerfile" "$context" >"$work/last" 2>&1 || {
        tail -n 20 "$work/last"
        stop_here "the stand-in of $1 cannot be made; the lines above say why."
    }
}

debian() {
    "$docker" image inspect financial-mcp-proof:debian >/dev/null 2>&1 && return
    command -v debootstrap >/dev/null || skip "debootstrap is not installed (Debian: debootstrap)."
    echo "making a stand-in of Debian"
    debootstrap --variant=minbase --include=ca-certificates,tzdata,libicu72,libssl3,libstdc++6,zlib1g bookworm "$work/debian" >"$work/last" 2>&1 ||
        { tail -n 20 "$work/last"; stop_here "debootstrap failed; the lines above say why."; }
    tar -C "$work/debian" -c . | "$docker" import - financial-mcp-proof:debian >/dev/null
    rm -rf "$work/debian"
}

# The packages that the lock files of src name, as far as this machine has them.
packages() {
    local have=${NUGET_PACKAGES:-$HOME/.nuget/packages} package
    mkdir -p "$1"
    jq -r '.dependencies[] | to_entries[] | select(.value.resolved) | "\(.key | ascii_downcase)/\(.value.resolved | ascii_downcase)"' \
        src/*/packages.lock.json | sort -u | while read -r package; do
        [ -d "$have/$package" ] || continue
        mkdir -p "$1/${package%/*}"
        cp -r "$have/$package" "$1/$package"
    done
}

dotnet_images() {
    local sdk
    sdk=$(dirname "$(readlink -f "$(command -v dotnet)")")
    if ! "$docker" image inspect mcr.microsoft.com/dotnet/sdk:10.0 mcr.microsoft.com/dotnet/aspnet:10.0 >/dev/null 2>&1; then
        mkdir -p "$work/dotnet"
        cp -r "$sdk" "$work/dotnet/sdk"
        mkdir -p "$work/dotnet/runtime"
        cp -r "$sdk/dotnet" "$sdk/host" "$sdk/shared" "$work/dotnet/runtime/"
        packages "$work/dotnet/packages"
    fi
    stand_in mcr.microsoft.com/dotnet/aspnet:10.0 "$work/dotnet" <<'DOCKERFILE'
FROM financial-mcp-proof:debian
ENV APP_UID=1654 DOTNET_RUNNING_IN_CONTAINER=true ASPNETCORE_HTTP_PORTS=8080
RUN groupadd -g 1654 app && useradd -u 1654 -g 1654 -m app
COPY runtime /usr/share/dotnet
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet
DOCKERFILE
    stand_in mcr.microsoft.com/dotnet/sdk:10.0 "$work/dotnet" <<'DOCKERFILE'
FROM financial-mcp-proof:debian
RUN apt-get update -qq && apt-get install -y -qq --no-install-recommends curl git openssl && rm -rf /var/lib/apt/lists
ENV APP_UID=1654 DOTNET_RUNNING_IN_CONTAINER=true
COPY sdk /usr/share/dotnet
COPY packages /root/.nuget/packages
RUN ln -s /usr/share/dotnet/dotnet /usr/bin/dotnet
DOCKERFILE
    rm -rf "$work/dotnet"
}

# What is beside the server: the published images' users, folders and variables, as far as the compose files use them.
data_images() {
    mkdir -p "$work/postgres"
    cat >"$work/postgres/entrypoint.sh" <<'SH'
#!/bin/bash
set -eu
if [ "$(id -u)" = 0 ]; then
    chown postgres: /var/run/postgresql "$PGDATA"
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
fi
if [ ! -s "$PGDATA/PG_VERSION" ]; then
    initdb --username=postgres --auth-host=scram-sha-256 --auth-local=trust --pwfile="$POSTGRES_PASSWORD_FILE"
    echo "host all all all scram-sha-256" >>"$PGDATA/pg_hba.conf"
    pg_ctl -w -o "-c listen_addresses=''" start
    for file in /docker-entrypoint-initdb.d/*.sh; do bash "$file"; done
    pg_ctl -w stop
fi
exec postgres -c listen_addresses='*' "$@"
SH
    chmod 755 "$work/postgres/entrypoint.sh"
    stand_in postgres:15 "$work/postgres" <<'DOCKERFILE'
FROM financial-mcp-proof:debian
RUN groupadd -r -g 999 postgres && useradd -r -u 999 -g 999 -d /var/lib/postgresql postgres \
 && mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf \
 && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends postgresql-15 && rm -rf /var/lib/apt/lists \
 && install -d -m 0700 -o postgres -g postgres /var/lib/postgresql/data && mkdir -p /docker-entrypoint-initdb.d
ENV PATH=/usr/lib/postgresql/15/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin PGDATA=/var/lib/postgresql/data
COPY entrypoint.sh /usr/local/bin/docker-entrypoint.sh
STOPSIGNAL SIGINT
ENTRYPOINT ["docker-entrypoint.sh"]
DOCKERFILE
    stand_in redis:7 <<'DOCKERFILE'
FROM financial-mcp-proof:debian
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends redis-server && rm -rf /var/lib/apt/lists
WORKDIR /data
CMD ["redis-server"]
DOCKERFILE
    stand_in nginxinc/nginx-unprivileged:1.28 <<'DOCKERFILE'
FROM financial-mcp-proof:debian
RUN groupadd -r -g 101 nginx && useradd -r -u 101 -g 101 nginx \
 && apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nginx-light && rm -rf /var/lib/apt/lists
USER 101
CMD ["nginx", "-e", "stderr", "-g", "daemon off;"]
DOCKERFILE
}

# The checkout as it is, without what was built in it: the stack mounts it and writes to it.
copy_sources() {
    rm -rf "$work/checkout"
    mkdir -p "$work/checkout"
    git ls-files -z --cached --others --exclude-standard | while IFS= read -r -d '' file; do
        [ ! -e "$file" ] || printf '%s\0' "$file"
    done | tar -c --null -T - | tar -x -C "$work/checkout"
}

# image NAME TARGET
image() { expect "$2 builds" "$docker" build -t "$1" -f "$work/checkout/docker/Dockerfile" --target "$2" "$work/checkout"; }

build_images() {
    say "building the images of docker/Dockerfile"
    image mcp-financial-server:latest production
    image mcp-financial-server:sandbox sandbox
    image mcp-financial-server:development development
    [ "$failed" = 0 ] || stop_here "the images do not build; nothing else can be tried."
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

secret() { head -c 36 /dev/urandom | base64 -w 0; }

# start_alone: one hardened server on the embedded database; $port is where it answers.
start_alone() {
    "$docker" run -d --name proof-alone -p "127.0.0.1:$port:8082" \
        --read-only --cap-drop ALL --security-opt no-new-privileges --stop-timeout 50 --tmpfs /data:uid=1654,gid=1654,mode=0700 \
        -v "$run/alone:/run/secrets:ro" -e ENVIRONMENT=development -e HOST=0.0.0.0 -e DEV_ALLOW_REMOTE=true \
        -e JWT_SECRET_FILE=/run/secrets/jwt mcp-financial-server:latest >/dev/null
}

answers() { curl -fsS -o /dev/null "http://127.0.0.1:$1/ready"; }

is_healthy() { [ "$("$docker" inspect -f '{{.State.Health.Status}}' "$1")" = healthy ]; }

# in_alone: what a shell in the running container finds.
not_root() { [ "$("$docker" exec proof-alone id -u)" = 1654 ]; }
no_capabilities() { "$docker" exec proof-alone grep -qE '^CapEff:[[:space:]]*0+$' /proc/1/status; }
no_new_privileges() { "$docker" exec proof-alone grep -qE '^NoNewPrivs:[[:space:]]*1$' /proc/1/status; }
read_only() { ! "$docker" exec proof-alone sh -c 'echo x >/app/x || echo x >/tmp/x'; }

# start_up: milliseconds from the engine's being asked to the first answer of /ready.
start_up() {
    local begin
    begin=$(date +%s%N)
    start_alone
    until answers "$port" 2>/dev/null; do sleep 0.02; done
    echo $((($(date +%s%N) - begin) / 1000000))
}

prove_image() {
    say "the image, hardened"
    port=$(free_port)
    mkdir -p "$run/alone"
    secret >"$run/alone/jwt"
    chmod 444 "$run/alone/jwt"
    start_alone
    expect "ready with a read-only file system and no capability" until_true 60 answers "$port"
    expect "the engine calls it healthy" until_true 60 is_healthy proof-alone
    expect "user 1654" not_root
    expect "no capabilities" no_capabilities
    expect "no new privileges" no_new_privileges
    expect "nothing but /data can be written" read_only
    "$docker" stop -t 50 proof-alone >/dev/null
    expect "SIGTERM ends it with 0" [ "$("$docker" inspect -f '{{.State.ExitCode}}' proof-alone)" = 0 ]
    "$docker" rm -v proof-alone >/dev/null

    local size base times=()
    size=$("$docker" image inspect -f '{{.Size}}' mcp-financial-server:latest)
    base=$("$docker" image inspect -f '{{.Size}}' mcr.microsoft.com/dotnet/aspnet:10.0)
    for _ in 1 2 3 4 5; do
        times+=("$(start_up)")
        "$docker" rm -fv proof-alone >/dev/null
    done
    echo "image size: $((size / 1000000)) MB, of which the base image $((base / 1000000)) MB and ours $(((size - base) / 1000000)) MB"
    echo "start-up, from docker run to the first 200 of /ready: median $(printf '%s\n' "${times[@]}" | sort -n | sed -n 3p) ms of ${times[*]}"
}

# state SERVICE: how its containers are, one a line.
states() { "$docker" ps -aq --filter "label=com.docker.compose.project=$1" --filter "label=com.docker.compose.service=$2" | xargs -r "$docker" inspect -f "$3"; }
all_healthy() { [ "$(states "$1" "$2" '{{.State.Health.Status}}' | grep -cx healthy)" = "$3" ]; }
ended_well() { [ "$(states "$1" "$2" '{{.State.Status}} {{.State.ExitCode}}')" = "exited 0" ]; }
# logged CONTAINER TEXT
logged() { "$docker" logs "$1" 2>&1 | grep -qE "$2"; }
is_up() { curl -fsS "http://127.0.0.1:$MCP_PUBLISHED_PORT/health" | jq -e '.checks.database == "healthy" and .checks.account_service == "healthy"'; }

dev() { "${compose[@]}" -p financial-mcp-proof-dev -f "$work/checkout/docker/docker-compose.dev.yml" "$@"; }

prove_dev() {
    say "the development stack"
    local name
    for name in MCP ADMIN METRICS ACCOUNT TRANSACTION DB; do export "${name}_PUBLISHED_PORT=$(free_port)"; done
    expect "docker-compose.dev.yml comes up (without Prometheus and Grafana, of which there is no stand-in)" dev up -d seed
    for name in bank postgres redis mcp-financial-server; do
        expect "$name is healthy" until_true 300 all_healthy financial-mcp-proof-dev "$name" 1
    done
    expect "database and bank are healthy in its /health" is_up
    expect "the seed was called" until_true 60 ended_well financial-mcp-proof-dev seed
    expect "its log is logs/mcp-server.log of the checkout" test -s "$work/checkout/logs/mcp-server.log"
    echo '// A change.' >>"$work/checkout/src/Mcp/Tools/Advice.cs"
    expect "a changed source is noticed" until_true 120 logged mcp-financial-server 'Advice\.cs|Hot reload|File (changed|updated)'
    expect "and the server is ready after it" until_true 120 is_up
    expect "the stack goes down" dev down -v -t 50
}

prod() { COLOUR=blue "${compose[@]}" -p financial-mcp-proof-blue -f "$root/docker/docker-compose.prod.yml" "$@"; }

prod_secrets() {
    local secrets=$run/secrets name
    mkdir -p "$secrets"/{server,migrate,db,edge}
    for name in server/jwt server/backend-jwt server/db server/db-sealer server/audit-mac migrate/db-migration db/db-admin db/db-reader db/db-keeper; do
        secret >"$secrets/$name"
    done
    # Nobody answers there: production goes on without it, and says so.
    printf 'redis://proof-redis:6379/0' >"$secrets/server/redis-url"
    openssl ecparam -name prime256v1 -genkey -noout 2>/dev/null | openssl pkcs8 -topk8 -nocrypt -out "$secrets/server/audit-signing"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=proof-postgres -addext subjectAltName=DNS:proof-postgres,IP:127.0.0.1 \
        -keyout "$secrets/db/tls.key" -out "$secrets/db/tls.crt" 2>/dev/null
    cp "$secrets/db/tls.crt" "$secrets/db/tls.key" "$secrets/edge"
    install -m 0444 "$secrets/db/tls.crt" "$run/edge-ca.crt"
    cp "$secrets/server/db" "$secrets/db/db-server"
    cp "$secrets/server/db-sealer" "$secrets/db/db-sealer"
    cp "$secrets/migrate/db-migration" "$secrets/db/db-owner"
    cat >"$secrets/db/tls.sh" <<'SH'
install -m 0600 /run/dev-secrets/tls.key /run/dev-secrets/tls.crt "$PGDATA"
psql --quiet --username postgres --command "alter system set ssl = on" --command "alter system set ssl_cert_file = 'tls.crt'" \
    --command "alter system set ssl_key_file = 'tls.key'"
SH
    chown -R 1654:1654 "$secrets/server" "$secrets/migrate"
    chown -R 999:999 "$secrets/db"
    chown -R 101:101 "$secrets/edge"
    chmod -R u=rwX,go= "$secrets"
    chmod 711 "$run" "$secrets"
}

# What production has elsewhere: PostgreSQL that insists on TLS, Redis and the bank.
prod_surroundings() {
    "$docker" network create financial-network >/dev/null
    "$docker" volume create mcp_anchors >/dev/null
    "$docker" run -d --name proof-postgres --network financial-network \
        -e POSTGRES_PASSWORD_FILE=/run/dev-secrets/db-admin -v "$run/secrets/db:/run/dev-secrets:ro" \
        -v "$root/docker/dev/postgres-roles.sh:/docker-entrypoint-initdb.d/roles.sh:ro" \
        -v "$run/secrets/db/tls.sh:/docker-entrypoint-initdb.d/tls.sh:ro" postgres:15 >/dev/null
    "$docker" run -d --name proof-redis --network financial-network redis:7 redis-server --protected-mode no >/dev/null
    # shellcheck disable=SC2016 # for the shell in the container
    "$docker" run -d --name proof-bank --network financial-network -v "$run/secrets/server:/run/secrets:ro" \
        --entrypoint bash mcp-financial-server:sandbox \
        -c 'JWT_SECRET=$(cat /run/secrets/backend-jwt) exec dotnet /app/FinancialMcp.Sandbox.dll --host 0.0.0.0 --data /data' >/dev/null
    expect "PostgreSQL is up" until_true 60 "$docker" exec proof-postgres pg_isready -h 127.0.0.1 -U postgres
    expect "the bank is up" until_true 60 is_healthy proof-bank
}

hardened() {
    states financial-mcp-proof-blue mcp-financial-server \
        '{{.HostConfig.ReadonlyRootfs}} {{.HostConfig.CapDrop}} {{.HostConfig.SecurityOpt}} {{.HostConfig.Memory}} {{.Config.User}} {{.Config.StopTimeout}}' |
        tee "$work/hardened" | sort -u | grep -qE '^true \[ALL\] \[no-new-privileges:true\] 1073741824 1654:1654 50$'
    [ "$(sort -u "$work/hardened" | wc -l)" = 1 ]
}

surroundings() {
    say "what production has elsewhere"
    prod_secrets
    prod_surroundings
    export SECRETS_DIR=$run/secrets DB_HOST=proof-postgres DB_NAME=financial_mcp DB_SSL_MODE=require DB_USER=financial_mcp \
        DB_SEALER_USER=financial_mcp_sealer DB_MIGRATION_USER=financial_mcp_owner PUBLIC_URL=https://mcp.bank.internal \
        JWT_ISSUER=https://identity.bank.internal ACCOUNT_SERVICE_URL=http://proof-bank:8080 \
        TRANSACTION_SERVICE_URL=http://proof-bank:8081 BACKEND_STAFF_SUBJECT=olivia AGENT_DEFAULT_GRANT=read \
        RATE_LIMIT_REQUESTS=10000 RATE_LIMIT_WINDOW=1 SMOKE_TOKEN_FILE=$run/smoke-token EDGE_CA_FILE=$run/edge-ca.crt
    expect "the migration job ends well" prod run --rm migrate
    write_callers
    (umask 077 && python3 "$run/callers.py" - "$EDGE_CA_FILE" "$run/secrets/server/jwt" token >"$SMOKE_TOKEN_FILE")
}

prove_prod() {
    say "production, four replicas"
    expect "up --scale mcp-financial-server=4" prod up -d --scale mcp-financial-server=4
    expect "four are healthy" until_true 120 all_healthy financial-mcp-proof-blue mcp-financial-server 4
    expect "each is read-only, without capabilities, limited, and user 1654" hardened
    expect "the colour's name leads to four addresses" four_addresses
    prove_edge
    expect "they stop within their grace" prod stop
    expect "and each with 0" [ "$(states financial-mcp-proof-blue mcp-financial-server '{{.State.ExitCode}}' | sort -u)" = 0 ]
    edge down >/dev/null 2>&1 || stop_here "the edge of this proof could not be taken away."
    prove_deployments
}

# deploy WORDS ...: production's script, with this engine.
deploy() { "$root/build/deploy-prod.sh" --yes "$@"; }
live_is() { deploy status | tee "$work/last" && grep -qE "live  version $1, ${2:-1} server" "$work/last"; }
put_back() { ! VERSION=broken deploy && live_is "$1"; }

# What the scripts on the host read: the same database and anchors, by the addresses and paths of the host.
host_settings() {
    cat >"$run/host.env" <<SETTINGS
DB_HOST=$("$docker" inspect -f '{{(index .NetworkSettings.Networks "financial-network").IPAddress}}' proof-postgres)
DB_NAME=$DB_NAME
DB_SSL_MODE=require
DB_MIGRATION_USER=$DB_MIGRATION_USER
DB_MIGRATION_PASSWORD_FILE=$run/secrets/migrate/db-migration
AUDIT_ANCHOR_FILE=$("$docker" volume inspect -f '{{.Mountpoint}}' mcp_anchors)/anchors.jsonl
SETTINGS
}

is_backup() { jq -e '.made_by == "financial-mcp backup"' "$run"/deploy/backups/*/manifest.json; }

# killed VERSION: a deployment of it ends in the middle, as with its machine's power; the state names what it had begun.
killed() {
    VERSION=$1 setsid "$root/build/deploy-prod.sh" --yes &
    local script=$!
    until_true 60 grep -q '^pending=.' "$run/deploy/state" && kill -KILL -- "-$script"
    wait "$script" || true
    grep -q '^pending=.' "$run/deploy/state"
}

# What agents do meanwhile: four of them read through the edge, one call after the other, and every answer counts.
write_callers() {
    cat >"$run/callers.py" <<'PY'
import base64, hashlib, hmac, json, ssl, sys, threading, time, urllib.request

url, root, key, target = sys.argv[1:]
secret = open(key, "rb").read()
trusted = ssl.create_default_context(cafile=root)
calls, failed = 0, []
guard = threading.Lock()


def part(value):
    return base64.urlsafe_b64encode(value).rstrip(b"=")


def token(agent):
    now = int(time.time())
    claims = {"iss": "https://identity.bank.internal", "aud": "https://mcp.bank.internal/mcp", "sub": "alice", "roles": ["ROLE_USER"],
              "act": {"sub": agent}, "iat": now, "exp": now + 7200}
    text = part(b'{"alg":"HS256","typ":"JWT"}') + b"." + part(json.dumps(claims).encode())
    return (text + b"." + part(hmac.new(secret, text, hashlib.sha256).digest())).decode()


def call(agent):
    global calls
    headers = {"Authorization": "Bearer " + token(agent), "Content-Type": "application/json",
               "Accept": "application/json, text/event-stream", "MCP-Protocol-Version": "2025-11-25"}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "list_accounts", "arguments": {}}})
    while True:
        try:
            request = urllib.request.Request(url + "/mcp", body.encode(), headers)
            with urllib.request.urlopen(request, timeout=30, context=trusted) as answer:
                text = answer.read().decode()
            problem = None if '"account' in text and '"isError":true' not in text else text[:300]
        except OSError as error:
            problem = f"{error} {error.read()[:300] if hasattr(error, 'read') else ''}"
        with guard:
            calls += 1
            if problem:
                failed.append(problem)
        time.sleep(0.05)


if target == "token":
    print(token("smoke"), end="")
    sys.exit()
for number in range(4):
    threading.Thread(target=call, args=(f"reader-{number}",), daemon=True).start()
while True:
    time.sleep(0.5)
    with guard:
        open(target, "w").write(f"{calls} calls, {len(failed)} failed\n" + "\n".join(failed[:5]))
PY
}

start_callers() {
    rm -f "$run/called"
    python3 "$run/callers.py" "$1" "$EDGE_CA_FILE" "$run/secrets/server/jwt" "$run/called" &
    callers=$!
    expect "agents call" until_true 20 none_failed
}

end_callers() {
    sleep 2
    expect "no call failed" none_failed
    head -n 1 "$run/called"
    kill "$callers"
    wait "$callers" 2>/dev/null || true
}

none_failed() { cat "$run/called" && grep -qE '^[1-9][0-9]{2,} calls, 0 failed$' "$run/called"; }

# What deploys, starts and cannot serve: as the migration it is the program itself.
broken_image() {
    "$docker" build -q -t mcp-financial-server:broken - <<'DOCKERFILE'
FROM mcp-financial-server:latest
ENTRYPOINT ["/bin/sh", "-c", "[ \"$1\" != serve ] && [ $# -gt 0 ] || exit 3; exec dotnet /app/financial-mcp.dll \"$@\"", "broken"]
DOCKERFILE
}

prove_deployments() {
    say "build/deploy-prod.sh with this engine"
    export RUNTIME=compose DEPLOY_DIR=$run/deploy EDGE_URL=https://127.0.0.1:$EDGE_PORT
    tag_versions
    VERSION=one expect "the first deployment" deploy
    start_callers "$EDGE_URL"
    VERSION=two expect "the second, while agents call" deploy
    expect "it is live" live_is two
    expect "two servers" deploy scale 2
    VERSION=one expect "a third, of two servers" deploy
    expect "they are live" live_is one 2
    expect "one server" deploy scale 1
    expect "health check and smoke test through the edge" deploy test
    expect "rollback" deploy rollback
    expect "it is live" live_is two
    expect "a version that does not start is put back" put_back two
    expect "one is killed in the middle" killed one
    host_settings
    BACKUP_ENABLED=true BACKUP_ENV_FILE=$run/host.env VERSION=one expect "the next puts back, backs up and deploys" deploy
    expect "it is live" live_is one
    expect "the backup is one" is_backup
    end_callers
    # Who is alone on the database afterwards also seals.
    "$docker" ps -q --filter label=com.docker.compose.service=mcp-financial-server | xargs -r "$docker" stop -t 50 >/dev/null
}

edge() { EDGE_UPSTREAM_DIR=$run/upstream "${compose[@]}" -p financial-mcp-proof-edge -f "$root/docker/docker-compose.prod.yml" --profile edge "$@"; }

# edge_answers PATH STATUS
edge_answers() { [ "$(edge_status "https://127.0.0.1:$EDGE_PORT$1")" = "$2" ]; }
edge_status() { curl -s --cacert "$run/edge-ca.crt" -o /dev/null -w '%{http_code}' "$@"; }

refuses_strangers() {
    [ "$(edge_status -X POST -H 'Content-Type: application/json' -d '{"jsonrpc":"2.0","id":1,"method":"ping"}' "https://127.0.0.1:$EDGE_PORT/mcp")" = 401 ]
}

prove_edge() {
    export EDGE_PORT EDGE_ADMIN_PORT
    EDGE_PORT=$(free_port)
    EDGE_ADMIN_PORT=$(free_port)
    mkdir -p "$run/upstream"
    echo 'upstream financial_mcp { server mcp-financial-server-blue:8082; }' >"$run/upstream/upstream.conf"
    echo 'listen 8443 ssl; ssl_certificate /run/secrets/tls.crt; ssl_certificate_key /run/secrets/tls.key;' >"$run/upstream/listen.conf"
    echo '# No admin pages here.' >"$run/upstream/admin.conf"
    chmod -R a+rX "$run/upstream"
    expect "the edge comes up" edge up -d --no-deps edge
    expect "it passes /ready on, over TLS" until_true 20 edge_answers /ready 200
    expect "and refuses a call without a token" refuses_strangers
    expect "and knows no /metrics" edge_answers /metrics 404
}

four_addresses() {
    [ "$("$docker" run --rm --network financial-network financial-mcp-proof:debian getent ahostsv4 mcp-financial-server-blue |
        awk '{ print $1 }' | sort -u | wc -l)" = 4 ]
}

stage() { DB_NAME=staging REDIS_URL=redis://proof-redis:6379/1 RUNTIME=compose DEPLOY_DIR=$run/staging "$root/build/deploy-staging.sh" "$@"; }
staged_is() { stage status | tee "$work/last" && grep -qF "version $1, before it $2" "$work/last"; }
broken_is_replaced() { ! VERSION=broken READY_SECONDS=15 stage && staged_is two one; }
tested_well() { jq -e --arg version two '.. | strings | select(. == $version)' "$run/staging/test-report.json"; }

# One server, which a version replaces; its monitoring has no stand-in.
prove_staging() {
    say "build/deploy-staging.sh with this engine"
    local name
    export MCP_PUBLISHED_PORT ADMIN_PUBLISHED_PORT METRICS_PUBLISHED_PORT
    MCP_PUBLISHED_PORT=$(free_port)
    ADMIN_PUBLISHED_PORT=$(free_port)
    METRICS_PUBLISHED_PORT=$(free_port)
    "$docker" network create financial-staging-network >/dev/null
    "$docker" volume create prometheus_staging_data >/dev/null
    "$docker" volume create grafana_staging_data >/dev/null
    for name in postgres redis bank; do "$docker" network connect financial-staging-network "proof-$name"; done
    "$docker" exec proof-postgres createdb -U postgres -O "$DB_MIGRATION_USER" staging
    tag_versions
    VERSION=one expect "the first deployment" stage
    VERSION=two expect "the second" stage
    expect "it runs" staged_is two one
    expect "health check and smoke test" stage test
    expect "its report names the version" tested_well
    expect "a version that does not start is replaced by the one before" broken_is_replaced
    expect "rollback" stage rollback
    expect "the version before runs" staged_is one two
    "$docker" stop -t 50 mcp-financial-server >/dev/null
}

tag_versions() {
    "$docker" tag mcp-financial-server:latest mcp-financial-server:one
    "$docker" tag mcp-financial-server:latest mcp-financial-server:two
    broken_image >/dev/null
}

# A machine: systemd, nginx, the .NET runtime, the checkout in /opt/financial-mcp, and the release that the image has.
machine_image() {
    "$docker" build -q --network host -t financial-mcp-proof:machine - <<'DOCKERFILE'
FROM mcr.microsoft.com/dotnet/aspnet:10.0
RUN apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        systemd systemd-sysv dbus nginx-light curl jq procps postgresql-client && rm -rf /var/lib/apt/lists \
 && systemctl mask getty.target console-getty.service nginx.service
COPY --from=mcp-financial-server:latest /app /release
STOPSIGNAL SIGRTMIN+3
CMD ["/sbin/init"]
DOCKERFILE
}

on_machine() { "$docker" exec "$@"; }
machine() { on_machine proof-machine "$@"; }
machine_runs() { machine systemctl is-system-running | grep -qE 'running|degraded'; }

# What docker/systemd/financial-mcp@.service says about installing, and production's settings in files.
install_machine() {
    machine_settings | on_machine -i proof-machine bash -euc '
        cd /opt/financial-mcp
        useradd --system --home-dir /var/lib/financial-mcp --shell /usr/sbin/nologin financial-mcp
        cp docker/systemd/financial-mcp* /etc/systemd/system/ && systemctl daemon-reload
        install -d -m 0755 /etc/financial-mcp /var/lib/financial-mcp
        install -d -m 0700 /var/lib/financial-mcp/backups
        cp -r /proof/server /proof/edge /proof/owner /etc/financial-mcp/
        chown -R financial-mcp: /etc/financial-mcp/server
        chown -R www-data: /etc/financial-mcp/edge
        chown -R root: /etc/financial-mcp/owner
        cp /proof/edge-ca.crt /proof/smoke-token /etc/financial-mcp/
        cat >/etc/financial-mcp/production.env
        chown -R root:financial-mcp /etc/financial-mcp/production.env && chmod 0640 /etc/financial-mcp/production.env'
}

machine_settings() {
    local name
    for name in PUBLIC_URL JWT_ISSUER DB_HOST DB_NAME DB_SSL_MODE DB_USER DB_SEALER_USER DB_MIGRATION_USER ACCOUNT_SERVICE_URL \
        TRANSACTION_SERVICE_URL BACKEND_STAFF_SUBJECT AGENT_DEFAULT_GRANT RATE_LIMIT_REQUESTS RATE_LIMIT_WINDOW; do
        echo "$name=${!name}"
    done
    cat <<'SETTINGS'
JWT_SECRET_FILE=/etc/financial-mcp/server/jwt
BACKEND_JWT_SECRET_FILE=/etc/financial-mcp/server/backend-jwt
DB_PASSWORD_FILE=/etc/financial-mcp/server/db
DB_SEALER_PASSWORD_FILE=/etc/financial-mcp/server/db-sealer
REDIS_URL_FILE=/etc/financial-mcp/server/redis-url
AUDIT_MAC_KEY_FILE=/etc/financial-mcp/server/audit-mac
AUDIT_SIGNING_KEY_FILE=/etc/financial-mcp/server/audit-signing
DB_MIGRATION_PASSWORD_FILE=/etc/financial-mcp/owner/db-migration
DATA_DIR=/var/lib/financial-mcp/data
SETTINGS
}

# machine_deploy VERSION WORDS ...
machine_deploy() {
    local version=$1
    shift
    on_machine -e VERSION="$version" -e RUNTIME=process -e RELEASE=/release -e ENV_FILE=/etc/financial-mcp/production.env \
        -e SMOKE_TOKEN_FILE=/etc/financial-mcp/smoke-token -e EDGE_LISTEN=0.0.0.0:443 -e EDGE_URL=https://127.0.0.1 \
        -e EDGE_CERT_FILE=/etc/financial-mcp/edge/tls.crt -e EDGE_KEY_FILE=/etc/financial-mcp/edge/tls.key \
        -e EDGE_CA_FILE=/etc/financial-mcp/edge-ca.crt proof-machine /opt/financial-mcp/build/deploy-prod.sh --yes "$@"
}

# of_unit UNIT PROPERTY VALUE
of_unit() { [ "$(machine systemctl show -P "$2" "$1")" = "$3" ]; }
main_process() { machine systemctl show -P MainPID "$1"; }
served_by() { [ "$(machine ps -o user= -p "$(main_process "$1")")" = "$2" ]; }
owners_secret_is_kept() { ! machine setpriv --reuid=financial-mcp --regid=financial-mcp --clear-groups -- cat /etc/financial-mcp/owner/db-migration; }
begins_again() {
    machine kill -KILL "$(main_process financial-mcp@green-1)"
    until_true 30 edge_answers /ready 200
}
backs_up() { machine systemctl start financial-mcp-backup || { machine journalctl -u financial-mcp-backup -n 12 --no-pager -o cat && false; }; }
is_backed_up() { machine sh -c 'jq -e ".made_by == \"financial-mcp backup\"" /var/lib/financial-mcp/backups/*/manifest.json'; }

prove_systemd() {
    say "docker/systemd, with build/deploy-prod.sh"
    EDGE_PORT=$(free_port)
    machine_image >"$work/last" 2>&1 || { tail -n 20 "$work/last"; stop_here "the machine's image cannot be built."; }
    mkdir -p "$run/machine"
    cp -r "$run/secrets/server" "$run/secrets/edge" "$run/edge-ca.crt" "$run/smoke-token" "$run/machine"
    cp -r "$run/secrets/migrate" "$run/machine/owner"
    "$docker" run -d --name proof-machine --hostname proof-machine --network financial-network -p "127.0.0.1:$EDGE_PORT:443" \
        --cap-add SYS_ADMIN --cap-add DAC_READ_SEARCH --security-opt seccomp=unconfined --security-opt apparmor=unconfined --cgroupns host \
        -v /sys/fs/cgroup:/sys/fs/cgroup -e container=docker --tmpfs /run --tmpfs /run/lock --tmpfs /tmp \
        -v "$root:/opt/financial-mcp:ro" -v "$run/machine:/proof:ro" financial-mcp-proof:machine >/dev/null
    if ! until_true 30 machine_runs; then
        echo "skipped: systemd does not start in a container here."
        return
    fi
    expect "the units are installed" install_machine
    expect "the first deployment" machine_deploy one
    expect "nginx serves below port 1024, as www-data" served_by financial-mcp-edge www-data
    expect "the server is a unit, as financial-mcp" served_by financial-mcp@blue-1 financial-mcp
    expect "which cannot read the secret of the database's owner" owners_secret_is_kept
    start_callers "https://127.0.0.1:$EDGE_PORT"
    expect "the second, while agents call" machine_deploy two
    expect "the one before has drained" of_unit financial-mcp@blue-1 Result success
    expect "and does not begin with the machine" of_unit financial-mcp@blue-1 UnitFileState disabled
    expect "the live one does" of_unit financial-mcp@green-1 UnitFileState enabled
    expect "rollback" machine_deploy two rollback
    expect "and to the newer again" machine_deploy two
    end_callers
    expect "a server that is killed begins again" begins_again
    expect "the backup of every night" backs_up
    expect "is one" is_backed_up
    "$docker" restart -t 60 proof-machine >/dev/null
    expect "after a restart of the machine it answers again" until_true 60 edge_answers /ready 200
    expect "status" machine_deploy two status
}

# Without a cluster: each manifest names itself, selectors find their pods, references what they name, and pods are hardened.
manifests() {
    python3 - docker/kubernetes/*.yaml <<'PY'
import sys, yaml

problems, found = [], {}
for path in sys.argv[1:]:
    if path.endswith("/kustomization.yaml"):
        continue
    for one in yaml.safe_load_all(open(path, encoding="utf-8")):
        meta = one.get("metadata", {})
        name = meta.get("name") or meta.get("generateName")
        if not (one.get("apiVersion") and one.get("kind") and name):
            problems.append(f"{path}: without apiVersion, kind or name")
        elif "namespace" in meta:
            problems.append(f"{path}: {name} names a namespace")
        elif (one["kind"], name) in found:
            problems.append(f"{path}: {one['kind']} {name} is there twice")
        else:
            found[(one["kind"], name)] = one

def of(kind):
    return [(name, one) for (its, name), one in found.items() if its == kind]

def need(holds, text):
    if not holds:
        problems.append(text)

pods = [(name, one["spec"]["template"]) for kind in ("Deployment", "Job") for name, one in of(kind)]
labels = [pod["metadata"]["labels"] for _, pod in pods]
secrets = {}
for _, one in of("ExternalSecret"):
    secrets[one["spec"]["target"]["name"]] = {it["secretKey"] for it in one["spec"]["data"]}

def selects(selector):
    return any(selector.items() <= its.items() for its in labels)

for name, one in of("Deployment"):
    need(one["spec"]["selector"]["matchLabels"].items() <= one["spec"]["template"]["metadata"]["labels"].items(),
         f"{name}: its selector does not match its pods")
for name, one in of("Service"):
    need(selects(one["spec"]["selector"]), f"Service {name} selects no pod")
    ports = {port["name"] for _, pod in pods for box in pod["spec"]["containers"] for port in box.get("ports", [])}
    for port in one["spec"]["ports"]:
        need(port["targetPort"] in ports, f"Service {name}: no pod has a port {port['targetPort']}")
for kind, key in (("PodDisruptionBudget", "selector"), ("NetworkPolicy", "podSelector")):
    for name, one in of(kind):
        need(selects(one["spec"][key]["matchLabels"]), f"{kind} {name} selects no pod")
for name, one in of("HorizontalPodAutoscaler"):
    target = one["spec"]["scaleTargetRef"]
    need((target["kind"], target["name"]) in found, f"{name} scales {target['name']}, which is not there")

for name, pod in pods:
    spec = pod["spec"]
    need(("ServiceAccount", spec["serviceAccountName"]) in found, f"{name}: no such service account")
    need(spec["securityContext"]["runAsNonRoot"] and spec["securityContext"]["seccompProfile"]["type"] == "RuntimeDefault",
         f"{name}: may be root, or has no seccomp profile")
    volumes = {volume["name"]: volume for volume in spec["volumes"]}
    mounted = {}
    for box in spec["containers"]:
        its = box["securityContext"]
        need(its["readOnlyRootFilesystem"] and not its["allowPrivilegeEscalation"] and its["capabilities"]["drop"] == ["ALL"],
             f"{name}: is not hardened")
        need("memory" in box["resources"]["limits"], f"{name}: has no limit of memory")
        for mount in box["volumeMounts"]:
            need(mount["name"] in volumes, f"{name}: no volume {mount['name']}")
            mounted[mount["mountPath"]] = volumes.get(mount["name"], {})
        values = {it["name"]: it["value"] for it in box.get("env", []) if "value" in it}
        for source in box.get("envFrom", []):
            config = found.get(("ConfigMap", source["configMapRef"]["name"]))
            need(config, f"{name}: no such ConfigMap")
            values = {**(config or {}).get("data", {}), **values}
        for it in box.get("env", []):
            ref = it.get("valueFrom", {}).get("secretKeyRef")
            need(not ref or ref["key"] in secrets.get(ref["name"], ()), f"{name}: {it['name']} has no such secret")
        for setting, path in values.items():
            folder, _, file = path.rpartition("/")
            if setting.endswith("_FILE") and folder.startswith("/run/secrets"):
                secret = mounted.get(folder, {}).get("secret", {}).get("secretName")
                need(file in secrets.get(secret, ()), f"{name}: {setting} names {path}, which nothing puts there")
    for volume in spec["volumes"]:
        claim = volume.get("persistentVolumeClaim", {}).get("claimName")
        need(not claim or ("PersistentVolumeClaim", claim) in found, f"{name}: no claim {claim}")

print("\n".join(problems) or f"{len(found)} manifests")
sys.exit(1 if problems or not found else 0)
PY
}

prove_kubernetes() {
    say "docker/kubernetes"
    if python3 -c 'import yaml' 2>/dev/null; then
        expect "every manifest is whole, and what refers to another finds it" manifests
    else
        echo "skipped: Python's yaml is not installed (Debian: python3-yaml)."
    fi
    if command -v kubectl >/dev/null; then
        expect "kubectl kustomize builds it" kubectl kustomize docker/kubernetes
    else
        echo "skipped: kubectl is not installed."
    fi
}

wants() { printf '%s\n' "${parts[@]}" | grep -qx "$1"; }

[ $# = 0 ] || parts=("$@")
for part in "${parts[@]}"; do
    case $part in
        image | kubernetes | dev | staging | prod | systemd) ;;
        *)
            sed -n '2,9s/^# //p' "$0" >&2
            exit 2
            ;;
    esac
done
work=${PROOF_DIR:-$(mktemp -d -p "${TMPDIR:-/var/tmp}" financial-mcp-proof.XXXXXX)}
mkdir -p "$work"
work=$(realpath "$work")
run=$(mktemp -d -p "$work")
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

if wants kubernetes; then prove_kubernetes; fi
if wants image || wants dev || wants staging || wants prod || wants systemd; then
    for tool in jq curl openssl python3 git ip; do command -v "$tool" >/dev/null || stop_here "$tool is missing: install it."; done
    say "the engine"
    start_engine
    debian
    dotnet_images
    data_images
    copy_sources
    build_images
fi
if wants image; then prove_image; fi
if wants dev; then prove_dev; fi
if wants staging || wants prod || wants systemd; then surroundings; fi
if wants staging; then prove_staging; fi
if wants prod; then prove_prod; fi
if wants systemd; then prove_systemd; fi
echo
if [ "$failed" = 0 ]; then echo "everything held"; else echo "something failed: see the lines that say FAILED"; fi
exit "$failed"
