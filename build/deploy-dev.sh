#!/usr/bin/env bash
# Development: with a Docker engine, the stack of docker/docker-compose.dev.yml (server with hot reload, stand-in bank, PostgreSQL, Redis,
# Prometheus and Grafana); without one, build/run.sh: the server and the bank alone, on the embedded database, until Ctrl-C.
# Usage: build/deploy-dev.sh [deploy|status|down]
#   deploy  (default) builds and starts, and waits until the server is ready
#   status  what runs
#   down    stops it; what it stored stays
# Exit 0 done, 1 failed, 2 wrong usage.
set -euo pipefail
cd "$(dirname "$0")/.."

usage() {
    echo "Usage: build/deploy-dev.sh [deploy|status|down]" >&2
    exit 2
}

fail() {
    echo "deploy-dev.sh: $1" >&2
    echo "What to do: $2" >&2
    exit 1
}

file=docker/docker-compose.dev.yml
composer=()

engine() {
    command -v docker >/dev/null 2>&1 && docker info >/dev/null 2>&1 || return 1
    if docker compose version >/dev/null 2>&1; then
        composer=(docker compose)
    elif command -v docker-compose >/dev/null 2>&1; then
        composer=(docker-compose)
    else
        fail "a Docker engine answers, and Docker Compose is missing" "Install docker-compose-v2, or run build/run.sh."
    fi
}

compose() { "${composer[@]}" -f "$file" "$@"; }

need_engine() { engine || fail "no Docker engine answers" "Start it. What build/run.sh started, Ctrl-C ends."; }

# The first build restores and compiles everything.
wait_ready() {
    local end=$((SECONDS + ${READY_SECONDS:-600}))
    until curl -fsS -o /dev/null --max-time 5 http://localhost:8082/ready 2>/dev/null; do
        if [ "$SECONDS" -ge "$end" ]; then
            compose logs --tail 20 mcp-financial-server >&2
            fail "the server was not ready in time" "See its log above. READY_SECONDS gives it longer."
        fi
        sleep 2
    done
}

deploy() {
    if ! engine; then
        echo "No Docker engine answers: build/run.sh starts the server and the stand-in bank as plain processes."
        exec build/run.sh
    fi
    command -v curl >/dev/null 2>&1 || fail "curl is missing" "Install curl."
    compose up -d --build
    wait_ready
    cat <<'TEXT'
MCP         http://localhost:8082/mcp
health      http://localhost:8082/health
metrics     http://localhost:9090/metrics
Prometheus  http://localhost:9091
Grafana     http://localhost:3000
TEXT
}

[ $# -le 1 ] || usage
case ${1:-deploy} in
    deploy) deploy ;;
    status)
        need_engine
        compose ps
        curl -fsS --max-time 5 http://localhost:8082/ready || fail "the server is not ready" "docker-compose -f $file logs mcp-financial-server says why."
        ;;
    down)
        need_engine
        compose down
        ;;
    *) usage ;;
esac
