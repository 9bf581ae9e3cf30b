#!/usr/bin/env bash
# shellcheck disable=SC2034,SC2154,SC2317 # what lib/deploy.sh and lib/edge.sh set, use and call
# RUNTIME=compose: a project of Docker Compose for each colour, and one for nginx, all of docker/docker-compose.prod.yml. Sourced by
# lib/deploy.sh.
#   VERSION     tag of the image mcp-financial-server that is deployed; it must be on this machine
#   EDGE_URL    how nginx is asked from here; default: PUBLIC_URL
#   EDGE_LISTEN what nginx listens on in its container; default 8443, with tls.crt and tls.key of SECRETS_DIR/edge
#   EDGE_CA_FILE  root of that certificate, readable for everybody, where neither this machine nor the image knows it
#   EDGE_ADMIN_LISTEN  8444 serves the admin pages there, of the host's EDGE_ADMIN_PORT
# These from the environment alone. What the compose file asks for (SECRETS_DIR, EDGE_PORT and all settings) comes from ENV_FILE or the environment, which wins.

compose_file=$root/docker/docker-compose.$([ "$stage" = production ] && echo prod || echo staging).yml
image=mcp-financial-server
service=mcp-financial-server
program=(dotnet /app/financial-mcp.dll)
edge_log="docker logs of the project $project-edge"
edge_resolves=
composer=()

rt_check() {
    need docker "Docker 20.10 or newer"
    docker info >/dev/null 2>&1 || fail "no Docker engine answers" "Start it, let this user speak with it, or use RUNTIME=process."
    if docker compose version >/dev/null 2>&1; then
        composer=(docker compose)
    elif command -v docker-compose >/dev/null 2>&1; then
        composer=(docker-compose)
    else
        fail "Docker Compose is missing" "Install docker-compose 1.29, or the plugin docker-compose-v2."
    fi
    [ -f "$compose_file" ] || fail "$compose_file is missing" "Take the whole checkout."
    mkdir -p "$deploy_dir"
    (umask 077 && mkdir -p "$deploy_dir/logs")
}

# compose PROJECT VERSION WORDS ...: COLOUR is what comes after the project's name.
compose() {
    local name=$1 version=$2
    shift 2
    env -u SMOKE_TOKEN COLOUR="${name##*-}" IMAGE_TAG="$version" VERSION="$version" EDGE_UPSTREAM_DIR="$deploy_dir/nginx/upstream" \
        "${composer[@]}" -p "$name" -f "$compose_file" "${env_args[@]}" "$@" 9>&-
}

# ---- Releases

rt_has() { docker image inspect "$image:$1" >/dev/null 2>&1; }

rt_take() {
    local version=${VERSION:-}
    [ -n "$version" ] || fail "VERSION is not set" "Name the tag of the image, such as \$(git rev-parse --short HEAD)."
    [[ $version =~ ^[A-Za-z0-9_][A-Za-z0-9._-]{0,127}$ ]] || fail "\"$version\" is no tag of an image" "Set VERSION: letters, digits and . _ - only."
    rt_has "$version" || fail "the image $image:$version is not on this machine" "Build it: docker build -f docker/Dockerfile -t $image:$version . Or pull it."
    echo "$version"
}

# rt_command VERSION ARGUMENT ...: one-shot, with the settings of the migration's service.
rt_command() {
    local version=$1
    shift
    compose "$project-jobs" "$version" run --rm --no-deps migrate "$@"
}

rt_words() { echo "docker run --rm $image:$1"; }

# rt_smoke VERSION TARGET: the token goes by its name, not as a word of the command.
rt_smoke() {
    if [ "$2" = edge ]; then
        docker run --rm --network host --read-only --cap-drop ALL --no-healthcheck -e FINANCIAL_MCP_TOKEN \
            ${EDGE_CA_FILE:+-e SSL_CERT_FILE=/edge-ca.crt -v "$EDGE_CA_FILE:/edge-ca.crt:ro"} "$image:$1" smoke "$(edge_url)" 9>&-
    else
        docker exec -e FINANCIAL_MCP_TOKEN "${2%%:*}" "${program[@]}" smoke http://127.0.0.1:8082
    fi
}

# ---- Servers: a target is CONTAINER:8082:8083

# rt_containers PROJECT SERVICE [OPTION ...]: names, in the order of their numbers.
rt_containers() {
    local name=$1 which=$2
    shift 2
    docker ps "$@" --filter "label=com.docker.compose.project=$name" --filter "label=com.docker.compose.service=$which" \
        --filter label=com.docker.compose.oneoff=False \
        --format '{{.Label "com.docker.compose.container-number"}} {{.Names}}' | sort -n | cut -d ' ' -f 2
}

rt_targets() { rt_containers "$project-$1" "$service" -a | sed 's/$/:8082:8083/'; }

rt_count() { rt_containers "$project-$1" "$service" --filter status=running | wc -l; }

rt_ready() { docker exec "${1%%:*}" "${program[@]}" health http://127.0.0.1:8082 >/dev/null 2>&1; }

# From this machine the container's own address is reached.
rt_metrics_url() {
    local first
    first=$(rt_containers "$project-$1" "$service" | head -n 1)
    echo "http://$(docker inspect -f '{{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}' "$first" | cut -d ' ' -f 1):9090"
}

rt_log() { echo "$deploy_dir/logs/$1.log, or docker logs while it runs"; }

rt_last_words() {
    local name
    for name in $(rt_containers "$project-$1" "$service" -a); do docker logs --tail 8 "$name" 2>&1 | cut -c 1-400 >&2; done
}

rt_start() {
    compose "$project-$1" "$2" up -d --no-deps --no-recreate --scale "$service=$3" "$service" ||
        fail "$1 could not be started" "See the lines above."
}

# rt_end COLOUR CONTAINER ...: finishes what is in flight and ends; the log is kept. False when one had to be killed.
rt_end() {
    local colour=$1 name well=true
    shift
    docker stop -t "$drain_seconds" "$@" >/dev/null || return 1
    for name in "$@"; do
        [ "$(docker inspect -f '{{.State.ExitCode}}' "$name")" != 137 ] || well=false
        (umask 077 && docker logs "$name" >>"$deploy_dir/logs/$colour.log" 2>&1)
        docker rm "$name" >/dev/null
    done
    $well
}

rt_stop() {
    local names
    mapfile -t names < <(rt_containers "$project-$1" "$service" -a)
    [ "${#names[@]}" = 0 ] || rt_end "$1" "${names[@]}"
}

rt_shrink() {
    local names
    mapfile -t names < <(rt_containers "$project-$1" "$service" -a)
    [ "${#names[@]}" -le "$2" ] || rt_end "$1" "${names[@]:$2}"
}

# rt_live COLOUR: the tags that people look for.
rt_live() {
    local before
    docker tag "$image:$(state_get "${1}_version")" "$image:latest"
    before=$(state_get "$(other "$1")_version")
    if [ -n "$before" ] && rt_has "$before"; then docker tag "$image:$before" "$image:previous"; fi
}

# ---- nginx

edge_running() { [ -n "$(edge_container --filter status=running)" ]; }

edge_container() { rt_containers "$project-edge" edge "$@" | head -n 1; }

# in_edge WORDS ...: in nginx's container, or in one like it while none runs.
in_edge() {
    if edge_running; then docker exec "$(edge_container)" "$@"; else compose "$project-edge" latest --profile edge run --rm --no-deps edge "$@"; fi
}

# A container that begins again may have another address. nginx from 1.27.3 on asks for it; an older one knows those of its last reload.
edge_prepare() {
    local version
    chmod 755 "$edge_dir" "$edge_files"
    version=$(in_edge nginx -v 2>&1 | sed -n 's|.*nginx version: nginx/\([0-9.]*\).*|\1|p')
    [ -n "$version" ] || fail "nginx's image does not say its version" "Run: docker-compose -p $project-edge -f $compose_file --profile edge run --rm edge nginx -v"
    if printf '%s\n' 1.27.3 "$version" | sort -C -V; then edge_resolves=" resolve"; fi
}

edge_certificate() {
    echo "    ssl_certificate /run/secrets/tls.crt;"
    echo "    ssl_certificate_key /run/secrets/tls.key;"
}

edge_listen() {
    echo "listen ${EDGE_LISTEN:-8443} ssl;"
    edge_certificate
}

edge_url() {
    local url=${EDGE_URL:-}
    [ -n "$url" ] || url=$(configured PUBLIC_URL)
    echo "${url:-https://127.0.0.1}"
}

edge_workers() { docker top "$(edge_container)" -eo pid,args 2>/dev/null | grep 'nginx: worker' || true; }

edge_test() {
    local words
    words=$(in_edge nginx -t 2>&1) || { echo "$words" >&2 && return 1; }
}

edge_signal() { docker kill --signal HUP "$(edge_container)" >/dev/null; }

edge_start() {
    compose "$project-edge" latest --profile edge up -d --no-deps edge || return 1
    local end=$((SECONDS + 20))
    until [ -n "$(edge_workers)" ]; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.3
    done
}
