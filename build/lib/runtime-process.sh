#!/usr/bin/env bash
# shellcheck disable=SC2034,SC2154,SC2317 # what lib/deploy.sh and lib/edge.sh set, use and call
# RUNTIME=process: plain processes on this machine, as units financial-mcp@COLOUR-N of systemd where they are installed, else each in a
# session of its own with a file that names it. Sourced by lib/deploy.sh.
#   RELEASE             folder with financial-mcp.dll (or the program financial-mcp); copied to DEPLOY_DIR/releases/VERSION
#   VERSION             its name; default: what the release says of itself
#   BLUE_PORT, GREEN_PORT  first of the ports of a colour: three for each server, on loopback
#   SERVICE_USER        who the servers run as when a root runs this without systemd
#   EDGE_LISTEN         where nginx listens; with EDGE_CERT_FILE and EDGE_KEY_FILE, TLS
#   EDGE_CA_FILE        root of its certificate, where this machine does not know it
#   EDGE_URL            how nginx is asked from here; default: EDGE_LISTEN
#   EDGE_ADMIN_LISTEN   where it serves the admin pages, with the same certificate; without one it does not
#   EDGE_USER           who nginx runs as when root runs this; default www-data

blue_port=${BLUE_PORT:-18100}
green_port=${GREEN_PORT:-18200}
edge_at=${EDGE_LISTEN:-127.0.0.1:8082}
edge_user=${EDGE_USER:-www-data}
edge_log=$deploy_dir/logs/nginx.log
edge_resolves=
service=()

# The units serve this one folder; another one, and a machine without them, gets plain processes.
rt_supervised() {
    [ "$deploy_dir" = /var/lib/financial-mcp ] && [ -d /run/systemd/system ] && systemctl cat financial-mcp@blue-1.service >/dev/null 2>&1
}

rt_check() {
    need nginx nginx-light
    need ps procps
    need setsid util-linux
    mkdir -p "$deploy_dir/releases" "$deploy_dir/run" "$deploy_dir/colours" "$deploy_dir/targets"
    (umask 077 && mkdir -p "$deploy_dir/logs")
    if rt_supervised; then
        supervisor=systemd
        [ "$env_file" = /etc/financial-mcp/production.env ] ||
            fail "the installed units read /etc/financial-mcp/production.env" "Set ENV_FILE to that file: what is checked must be what is served."
        install -d -o financial-mcp -g financial-mcp -m 0700 "$deploy_dir/data"
    else
        supervisor=setsid
        if [ "$(id -u)" = 0 ] && [ -n "${SERVICE_USER:-}" ]; then
            id "$SERVICE_USER" >/dev/null 2>&1 || fail "there is no user $SERVICE_USER" "Make it, or name another in SERVICE_USER."
            service=(setpriv "--reuid=$SERVICE_USER" "--regid=$(id -g "$SERVICE_USER")" --init-groups --no-new-privs --)
        elif [ "$(id -u)" = 0 ]; then
            warn "the servers run as root. Name another user in SERVICE_USER, or install docker/systemd."
        fi
    fi
}

# ---- Releases

rt_program() {
    local folder=$deploy_dir/releases/$1
    if [ -f "$folder/financial-mcp.dll" ]; then printf 'dotnet\n%s\n' "$folder/financial-mcp.dll"; else printf '%s\n' "$folder/financial-mcp"; fi
}

rt_has() { [ -f "$deploy_dir/releases/$1/financial-mcp.dll" ] || [ -x "$deploy_dir/releases/$1/financial-mcp" ]; }

# rt_take: copies RELEASE here and prints its version. A version that is here already is never written over: it may be running.
rt_take() {
    [ -n "${RELEASE:-}" ] || fail "RELEASE is not set" "Name the folder of the build: the one with financial-mcp.dll."
    [ -f "$RELEASE/financial-mcp.dll" ] || [ -x "$RELEASE/financial-mcp" ] ||
        fail "$RELEASE holds no financial-mcp.dll" "Name the folder that dotnet publish wrote."
    [ ! -f "$RELEASE/financial-mcp.dll" ] || need dotnet "the .NET runtime that global.json names"
    local version=${VERSION:-} folder new
    if [ -z "$version" ]; then
        if [ -f "$RELEASE/financial-mcp.dll" ]; then version=$(dotnet "$RELEASE/financial-mcp.dll" --version); else version=$("$RELEASE/financial-mcp" --version); fi
    fi
    [[ $version =~ ^[A-Za-z0-9][A-Za-z0-9._+-]{0,63}$ ]] || fail "\"$version\" is no version" "Set VERSION: letters, digits and . _ + - only."
    folder=$deploy_dir/releases/$version
    if [ -d "$folder" ]; then
        diff -rq "$RELEASE" "$folder" >/dev/null ||
            fail "version $version is here already and is another build" "Give this build a VERSION of its own."
    else
        new=$(mktemp -d "$deploy_dir/releases/.new.XXXXXX")
        cp -RL --preserve=mode,timestamps "$RELEASE/." "$new/" || { rm -rf "$new" && fail "the release could not be copied" "See the line above."; }
        chmod 755 "$new"
        mv "$new" "$folder"
    fi
    echo "$version"
}

# rt_command VERSION ARGUMENT ...: the program of that version, to its end.
rt_command() {
    local program version=$1
    shift
    mapfile -t program < <(rt_program "$version")
    (unset SMOKE_TOKEN && VERSION=$version "${program[@]}" "$@" "${env_args[@]}" 9>&-)
}

# rt_smoke VERSION TARGET
rt_smoke() {
    local program url
    mapfile -t program < <(rt_program "$1")
    if [ "$2" = edge ]; then url=$(edge_url); else url=$(rt_url "$2"); fi
    (unset SMOKE_TOKEN && env ${EDGE_CA_FILE:+"SSL_CERT_FILE=$EDGE_CA_FILE"} "${program[@]}" smoke "$url" 9>&-)
}

# How build/backup.sh asks the program.
rt_words() { rt_program "$1" | paste -s -d ' '; }

# ---- Servers: a target is HOST:PORT:ADMIN_PORT

rt_port() {
    local first=$blue_port
    [ "$1" = blue ] || first=$green_port
    echo $((first + 3 * ($2 - 1)))
}

rt_target() {
    local port
    port=$(rt_port "$1" "$2")
    echo "127.0.0.1:$port:$((port + 1))"
}

rt_url() {
    local host port
    IFS=: read -r host port _ <<<"$1"
    echo "http://$host:$port"
}

rt_metrics_url() { echo "http://127.0.0.1:$(($(rt_port "$1" 1) + 2))"; }

# rt_numbers COLOUR: of its servers that were started and not stopped, whether they still run or not.
rt_numbers() {
    local number
    for number in $(seq 29); do
        if [ -e "$deploy_dir/run/$1-$number" ]; then echo "$number"; fi
    done
}

rt_targets() {
    local number
    for number in $(rt_numbers "$1"); do rt_target "$1" "$number"; done
}

rt_ready() { curl -fsS -o /dev/null --max-time 5 "$(rt_url "$1")/ready" 2>/dev/null; }

rt_log() { if [ "$supervisor" = systemd ]; then echo "journalctl -u 'financial-mcp@$1-*'"; else echo "$deploy_dir/logs/$1-1.log"; fi; }

rt_last_words() {
    if [ "$supervisor" = systemd ]; then
        journalctl -q -u "financial-mcp@$1-*" -n 8 --no-pager -o cat >&2
    else
        tail -q -n 8 "$deploy_dir/logs/$1"-*.log | cut -c 1-400 >&2
    fi
}

# begun PID: when it began, by which it is told from another process of that number; nothing for one that has ended.
begun() {
    local stat
    stat=$(cat "/proc/$1/stat" 2>/dev/null) || return 0
    stat=${stat##*) }
    [ "${stat%% *}" = Z ] || cut -d ' ' -f 20 <<<"$stat"
}

rt_runs() {
    local pid since
    if [ "$supervisor" = systemd ]; then
        # One that is told to end is not active any more, and still finishes what it has.
        case $(systemctl show -P ActiveState "financial-mcp@$1-$2.service") in active | reloading | deactivating) ;; *) return 1 ;; esac
    else
        read -r pid since <"$deploy_dir/run/$1-$2" 2>/dev/null && [ -n "$since" ] && [ "$(begun "$pid")" = "$since" ]
    fi
}

rt_count() {
    local number count=0
    for number in $(rt_numbers "$1"); do
        if rt_runs "$1" "$number"; then count=$((count + 1)); fi
    done
    echo "$count"
}

# rt_start COLOUR VERSION COUNT: those of the servers 1 to COUNT that do not run.
rt_start() {
    local number
    rt_has "$2" || fail "version $2 is not in $deploy_dir/releases" "Deploy it again from its release."
    ln -sfn "../releases/$2" "$deploy_dir/colours/$1"
    for number in $(seq "$3"); do
        if [ -e "$deploy_dir/run/$1-$number" ] && rt_runs "$1" "$number"; then continue; fi
        rt_start_one "$1" "$2" "$number"
    done
}

rt_start_one() {
    local port name=$1-$3
    port=$(rt_port "$1" "$3")
    local each
    for each in "$port" $((port + 1)) $((port + 2)); do
        if (exec 3<>"/dev/tcp/127.0.0.1/$each") 2>/dev/null; then
            fail "port $each is taken by another program" "End it, or give $1 other ports: BLUE_PORT, GREEN_PORT."
        fi
    done
    local settings=("HOST=127.0.0.1" "PORT=$port" "ADMIN_PORT=$((port + 1))" "METRICS_PORT=$((port + 2))" "VERSION=$2")
    if [ "$supervisor" = systemd ]; then
        printf '%s\n' "${settings[@]}" >"$deploy_dir/run/$name"
        systemctl start "financial-mcp@$name.service" || fail "$name did not start" "systemctl status financial-mcp@$name says why."
        return
    fi
    local log=$deploy_dir/logs/$name.log program pid
    if [ -f "$log" ]; then mv -f "$log" "$log.before"; fi
    mapfile -t program < <(rt_program "$2")
    # Known by its file before anything can fail, and not a holder of the deployment's lock.
    (
        exec 9>&-
        trap - INT TERM HUP EXIT
        unset SMOKE_TOKEN SMOKE_TOKEN_FILE
        umask 077
        me=$BASHPID
        echo "$me $(begun "$me")" >"$deploy_dir/run/$name"
        exec setsid -- "${service[@]}" env "${settings[@]}" "${program[@]}" serve "${env_args[@]}" </dev/null >"$log" 2>&1
    ) &
    pid=$!
    while [ ! -s "$deploy_dir/run/$name" ]; do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.02
    done
    disown "$pid"
}

# rt_end COLOUR NUMBER ...: told to finish what is in flight and to end. False when one had to be killed.
rt_end() {
    local colour=$1 number pid end well=true
    shift
    if [ "$supervisor" = systemd ]; then
        for number in "$@"; do
            systemctl stop --no-block "financial-mcp@$colour-$number.service" || return 1
        done
    else
        for number in "$@"; do
            read -r pid _ <"$deploy_dir/run/$colour-$number"
            if rt_runs "$colour" "$number"; then kill -TERM "$pid"; fi
        done
    fi
    end=$((SECONDS + drain_seconds))
    for number in "$@"; do
        while rt_runs "$colour" "$number"; do
            if [ "$SECONDS" -ge "$end" ]; then
                well=false
                if [ "$supervisor" = setsid ]; then
                    read -r pid _ <"$deploy_dir/run/$colour-$number"
                    kill -KILL "$pid"
                    sleep 0.5
                fi
                break
            fi
            sleep 0.1
        done
        if [ "$supervisor" = systemd ] && [ "$(systemctl show -P Result "financial-mcp@$colour-$number.service")" = timeout ]; then well=false; fi
        rm -f "$deploy_dir/run/$colour-$number"
    done
    $well
}

rt_stop() {
    local numbers
    mapfile -t numbers < <(rt_numbers "$1")
    [ "${#numbers[@]}" = 0 ] || rt_end "$1" "${numbers[@]}"
}

# rt_shrink COLOUR COUNT: the servers after the first COUNT end.
rt_shrink() {
    local numbers
    mapfile -t numbers < <(rt_numbers "$1")
    [ "${#numbers[@]}" -le "$2" ] || rt_end "$1" "${numbers[@]:$2}"
}

# rt_live COLOUR: what begins again with the machine, and what the monitoring asks.
rt_live() {
    local number new name
    if [ "$supervisor" = systemd ]; then
        for name in $(cd "$deploy_dir/run" && ls); do
            if [ "${name%-*}" = "$1" ]; then systemctl enable --quiet "financial-mcp@$name.service"; fi
        done
        for number in $(seq 29); do
            name=financial-mcp@$(other "$1")-$number.service
            if systemctl is-enabled --quiet "$name" 2>/dev/null; then systemctl disable --quiet "$name"; fi
        done
        systemctl enable --quiet financial-mcp-edge.service
    fi
    new=$(mktemp "$deploy_dir/targets/.new.XXXXXX")
    for number in $(rt_numbers "$1"); do
        echo "- targets: [\"127.0.0.1:$(($(rt_port "$1" "$number") + 2))\"]"
        echo "  labels: { colour: $1 }"
    done >"$new"
    chmod 644 "$new"
    mv -f "$new" "$deploy_dir/targets/financial-mcp.yml"
}

# ---- nginx

# As edge_user, which may listen below 1024 as in the unit, and nothing more.
as_edge() {
    if [ "$(id -u)" = 0 ]; then
        setpriv "--reuid=$edge_user" "--regid=$(id -g "$edge_user")" --clear-groups --no-new-privs \
            --bounding-set=-all,+net_bind_service --inh-caps=-all,+net_bind_service --ambient-caps=+net_bind_service -- "$@"
    else
        "$@"
    fi
}

edge_nginx() { as_edge nginx -p "$edge_dir/" -c "$edge_dir/nginx.conf" -e stderr "$@" 9>&-; }

edge_prepare() {
    if [ "$(id -u)" = 0 ]; then
        id "$edge_user" >/dev/null 2>&1 || fail "there is no user $edge_user" "Install nginx-light, which makes it, or set EDGE_USER."
    fi
    local new
    new=$(mktemp "$edge_dir/.new.XXXXXX")
    sed 's|/tmp/|run/|' "$root/docker/nginx/nginx.conf" >"$new"
    chmod 644 "$new"
    mv -f "$new" "$edge_dir/nginx.conf"
    mkdir -p "$edge_dir/run"
    if [ "$(id -u)" = 0 ]; then chown "$edge_user:" "$edge_dir/run"; fi
    chmod 755 "$edge_dir" "$edge_files"
}

edge_certificate() {
    [ -n "${EDGE_CERT_FILE:-}" ] || return 0
    echo "    ssl_certificate $EDGE_CERT_FILE;"
    echo "    ssl_certificate_key ${EDGE_KEY_FILE:?is not set while EDGE_CERT_FILE is: name the key of that certificate};"
}

edge_listen() {
    if [ -n "${EDGE_CERT_FILE:-}" ]; then echo "listen $edge_at ssl;"; else echo "listen $edge_at;"; fi
    edge_certificate
}

edge_url() {
    local scheme=http
    [ -z "${EDGE_CERT_FILE:-}" ] || scheme=https
    echo "${EDGE_URL:-$scheme://$edge_at}"
}

edge_master() { cat "$edge_dir/run/nginx.pid" 2>/dev/null; }

edge_running() {
    local pid
    pid=$(edge_master) && [ -n "$pid" ] && [[ $(tr '\0' ' ' 2>/dev/null <"/proc/$pid/cmdline") == *"$edge_dir/nginx.conf"* ]]
}

edge_workers() { ps -o pid=,args= --ppid "$(edge_master)" 2>/dev/null || true; }

# Its words only where it refuses.
edge_test() {
    local words
    words=$(edge_nginx -t 2>&1) || { echo "$words" >&2 && return 1; }
}

edge_signal() { kill -HUP "$(edge_master)"; }

edge_start() {
    if [ "$supervisor" = systemd ]; then
        systemctl start financial-mcp-edge.service || return 1
    else
        edge_nginx >>"$edge_log" 2>&1 </dev/null || { tail -n 5 "$edge_log" >&2 && return 1; }
    fi
    local end=$((SECONDS + 10))
    until edge_running && [ -n "$(edge_workers)" ]; do
        [ "$SECONDS" -lt "$end" ] || return 1
        sleep 0.1
    done
}
