#!/usr/bin/env bash
# shellcheck disable=SC2154 # what lib/deploy.sh and the runtime set
# nginx before both colours. Sourced by lib/deploy.sh after the runtime, which says how nginx is started, told and looked at.
# Calls are moved by one file that is replaced as a whole, and a reload: workers of before finish what they have.

edge_dir=$deploy_dir/nginx
edge_files=$edge_dir/upstream
edge_replaced=
# How long nginx's workers of before may finish before the servers behind them are told to stop, which then finish as well.
settle_seconds=10

# edge_write FILE: standard input becomes that file, at once and readable for nginx.
edge_write() {
    local new
    new=$(mktemp "$edge_files/.new.XXXXXX")
    cat >"$new"
    chmod 644 "$new"
    mv -f "$new" "$edge_files/$1"
}

edge_check() {
    mkdir -p "$edge_files"
    edge_prepare
    edge_listen | edge_write listen.conf
    edge_admin | edge_write admin.conf
    if [ ! -f "$edge_files/upstream.conf" ]; then edge_upstream '' </dev/null | edge_write upstream.conf; fi
}

# edge_colour: the one that nginx's file names; nothing before the first deployment.
edge_colour() { sed -n 's/^# colour: *//p' "$edge_files/upstream.conf"; }

# edge_servers mcp|admin: a line for each server on standard input (HOST:PORT:ADMIN_PORT).
edge_servers() {
    local host port admin
    while IFS=: read -r host port admin; do
        [ "$1" = mcp ] || port=$admin
        echo "    server $host:$port max_fails=3 fail_timeout=5s$edge_resolves;"
    done
}

# edge_upstream COLOUR: the file, of the servers on standard input.
edge_upstream() {
    local targets
    targets=$(cat)
    echo "# colour: $1"
    echo "# Written by a deployment script; the next switch replaces it."
    if [ -n "$edge_resolves" ]; then echo "resolver 127.0.0.11 valid=5s;"; fi
    echo "upstream financial_mcp {"
    echo "    zone financial_mcp 256k;"
    echo "    least_conn;"
    if [ -n "$targets" ]; then edge_servers mcp <<<"$targets"; else echo "    server 127.0.0.1:9 down;"; fi
    echo "    keepalive 64;"
    echo "    keepalive_timeout 60s;"
    echo "}"
    echo "upstream financial_mcp_admin {"
    echo "    zone financial_mcp_admin 256k;"
    # A page talks to the server that made it.
    echo "    ip_hash;"
    if [ -n "$targets" ]; then edge_servers admin <<<"$targets"; else echo "    server 127.0.0.1:9 down;"; fi
    echo "}"
}

# edge_admin: the admin pages at EDGE_ADMIN_LISTEN, with the certificate of EDGE_CERT_FILE.
edge_admin() {
    [ -n "${EDGE_ADMIN_LISTEN:-}" ] || { echo "# EDGE_ADMIN_LISTEN is not set." && return; }
    cat <<CONF
server {
    listen $EDGE_ADMIN_LISTEN ssl;
$(edge_certificate)
    location / {
        proxy_pass http://financial_mcp_admin;
        # Pages keep a connection open.
        proxy_read_timeout 1h;
    }
}
CONF
}

# Whether all workers of before have been told to end, and others work.
edge_taken_over() {
    local before=" $1 " pid title others=false
    while read -r pid title; do
        [ -n "$pid" ] || continue
        if [[ $before != *" $pid "* ]]; then
            others=true
        elif [[ $title != *"shutting down"* ]]; then
            return 1
        fi
    done < <(edge_workers)
    $others
}

edge_reload() {
    local before end=$((SECONDS + 15))
    before=$(edge_workers | awk '{ printf "%s ", $1 }')
    edge_signal || return 1
    until edge_taken_over "$before"; do
        if [ "$SECONDS" -ge "$end" ]; then
            echo "nginx still works with what it had 15 s after it was told to read its files; its log: $edge_log" >&2
            return 1
        fi
        sleep 0.1
    done
    edge_replaced=$before
}

# edge_put COLOUR: the servers on standard input become those that nginx sends calls to; if nginx refuses the file, nothing changes.
edge_put() {
    local before
    before=$(mktemp "$edge_files/.before.XXXXXX")
    cp "$edge_files/upstream.conf" "$before"
    edge_upstream "$1" | edge_write upstream.conf
    if ! edge_test; then
        chmod 644 "$before"
        mv -f "$before" "$edge_files/upstream.conf"
        return 1
    fi
    rm -f "$before"
    if edge_running; then edge_reload; else edge_start; fi
}

edge_switch() { rt_targets "$1" | edge_put "$1"; }

# edge_only COLOUR COUNT: the first servers of it alone.
edge_only() { rt_targets "$1" | sed -n "1,${2}p" | edge_put "$1"; }

# edge_close: calls are answered with 502 until something is deployed.
edge_close() { if [ -n "$(edge_colour)" ]; then edge_put '' </dev/null; fi; }

# edge_settle: the replaced workers have finished, or have had their time: what is still in flight, the stopping server finishes.
edge_settle() {
    local end=$((SECONDS + settle_seconds)) pid title left=true
    while $left && [ "$SECONDS" -lt "$end" ]; do
        left=false
        while read -r pid title; do
            if [[ " $edge_replaced " == *" $pid "* ]]; then left=true; fi
        done < <(edge_workers)
        if $left; then sleep 0.2; fi
    done
}
