#!/usr/bin/env bash
# shellcheck disable=SC2034,SC2154 # what the scripts that source it set, and what it sets for the runtimes
# Blue-green deployment: what both runtimes share. Sourced by deploy-prod.sh and deploy-staging.sh, which set `stage`, `project`
# and `asks`. The live colour is not touched before the other one is ready, was tried, and has taken over.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
deploy_dir=$(realpath -m "${DEPLOY_DIR:-/var/lib/$project}")

# What the last deployment that went well was told, so that status, rollback and the next one need not be told again. The
# environment wins, but for the ports of colours that may be running.
remembered=(RUNTIME ENV_FILE SMOKE_TOKEN_FILE BLUE_PORT GREEN_PORT SERVICE_USER EDGE_LISTEN EDGE_URL EDGE_CERT_FILE EDGE_KEY_FILE
    EDGE_CA_FILE EDGE_ADMIN_LISTEN EDGE_USER)

remember() {
    local name new
    new=$(mktemp "$deploy_dir/.settings.XXXXXX")
    for name in "${remembered[@]}"; do
        if [ -n "${!name:-}" ]; then printf '%s=%s\n' "$name" "${!name}"; fi
    done >"$new"
    chmod 644 "$new"
    mv -f "$new" "$deploy_dir/settings"
}

recall() {
    local name value
    [ -f "$deploy_dir/settings" ] || return 0
    while IFS='=' read -r name value; do
        [[ " ${remembered[*]} " == *" $name "* ]] || continue
        if [ -z "${!name:-}" ]; then
            printf -v "$name" %s "$value"
        elif [[ $name == *_PORT && ${!name} != "$value" ]]; then
            fail "$name is ${!name}, and $value was deployed" "Leave it as it is: servers that run are known by it."
        fi
    done <"$deploy_dir/settings"
}

# A stopping server gives what is in flight 45 s.
drain_seconds=50
ready_seconds=${READY_SECONDS:-90}

step_name=
in_flight=false # between the first change and the confirmation: what went before is put back
new_colour=
env_args=()

say() { printf '%(%H:%M:%S)T %s\n' -1 "$*"; }
warn() { printf '%(%H:%M:%S)T warning: %s\n' -1 "$*" >&2; }

# fail WHAT REMEDY: ends the run; what was in place is put back on the way out.
fail() {
    printf '%(%H:%M:%S)T FAILED%s: %s\n' -1 "${step_name:+ at $step_name}" "$1" >&2
    printf '         What to do: %s\n' "$2" >&2
    exit 1
}

step() {
    step_name=$1
    say "-- $1"
    if $in_flight; then state_set "pending_step=$1"; fi
}

need() { command -v "$1" >/dev/null 2>&1 || fail "$1 is missing" "Install $2."; }

other() { if [ "$1" = blue ]; then echo green; else echo blue; fi; }

# ---- State: one small file of NAME=value, replaced as a whole.

state_get() { if [ -f "$deploy_dir/state" ]; then sed -n "s/^$1=//p" "$deploy_dir/state"; fi; }

# state_set NAME=VALUE ...
state_set() {
    local new pair pattern='^$'
    for pair in "$@"; do pattern+="|^${pair%%=*}="; done
    new=$(mktemp "$deploy_dir/.state.XXXXXX")
    if [ -f "$deploy_dir/state" ]; then grep -vE "$pattern" "$deploy_dir/state" >"$new" || true; fi
    printf '%s\n' "$@" >>"$new"
    chmod 644 "$new"
    sync "$new"
    mv -f "$new" "$deploy_dir/state"
}

# log_deployment WORDS: the history of what was done here.
log_deployment() { printf '%(%Y-%m-%dT%H:%M:%S%z)T %s\n' -1 "$*" >>"$deploy_dir/history"; }

# One run at a time. The lock ends with the run that holds it, however that ends, and with what it had called just then.
lock() {
    local holder
    mkdir -p "$deploy_dir" || fail "$deploy_dir cannot be made" "Make it for this user, or name another folder in DEPLOY_DIR."
    [ -w "$deploy_dir" ] || fail "$deploy_dir may not be written to" "Run as its owner, or name another folder in DEPLOY_DIR."
    exec 9>>"$deploy_dir/lock"
    if ! flock -n 9; then
        holder=$(<"$deploy_dir/lock")
        if [ -z "$holder" ] || [ -d "/proc/$holder" ] || ! flock -w 90 9; then
            fail "another deployment is under way in $deploy_dir" "Wait until it has ended; \`status\` shows where it stands."
        fi
    fi
    echo "$$" >"$deploy_dir/lock"
}

# ---- Putting back

# abandon COLOUR: nginx sends calls to the live colour again, and the other one stops.
abandon() {
    local live
    live=$(state_get live)
    if [ -z "$live" ]; then
        edge_close
    elif [ "$(edge_colour)" != "$live" ]; then
        say "-- nginx goes back to $live"
        edge_switch "$live" || return 1
    fi
    say "-- $1 is stopped"
    rt_stop "$1" || return 1
    state_set pending= pending_step=
}

# shellcheck disable=SC2317 # reached through the trap
on_exit() {
    local code=$?
    trap - EXIT
    # Putting back is not interrupted by a second Ctrl-C.
    trap '' INT TERM HUP
    if $in_flight; then
        in_flight=false
        local at=$step_name live
        live=$(state_get live)
        step_name="putting back"
        if (abandon "$new_colour"); then
            log_deployment "failed at \"$at\": $new_colour was stopped, ${live:-nothing} is live"
            echo "Put back: ${live:-nothing} is live, as before. $new_colour was stopped; its log: $(rt_log "$new_colour")" >&2
        else
            log_deployment "failed at \"$at\", and putting back failed"
            echo "PUTTING BACK FAILED. See \`status\`; the next run begins by putting back again." >&2
        fi
        code=1
    fi
    exit "$code"
}

arm() {
    trap on_exit EXIT
    trap 'echo "interrupted" >&2; exit 130' INT
    trap 'echo "told to stop" >&2; exit 143' TERM HUP
}

# recover_live COLOUR COUNT: as many servers of it as were confirmed, and nginx before them.
recover_live() {
    local found
    found=$(rt_count "$1")
    if [ "$found" -lt "$2" ]; then
        warn "$1 is live with $2 server(s), and $found run(s). They are started again."
        rt_start "$1" "$(state_get "${1}_version")" "$2"
        wait_ready "$1"
    fi
    if ! edge_running || [ "$(edge_colour)" != "$1" ] || [ "$found" != "$2" ]; then
        edge_only "$1" "$2" || fail "nginx does not send calls to $1" "See the lines above."
    fi
    if [ "$found" -gt "$2" ]; then
        edge_settle
        rt_shrink "$1" "$2" || warn "a server had to be killed. Look for operations in doubt on the admin pages."
    fi
}

# recover: what a run left that was killed. The state names the colour that was last confirmed.
recover() {
    local live pending
    live=$(state_get live)
    pending=$(state_get pending)
    if [ -n "$pending" ]; then
        warn "an earlier run ended at \"$(state_get pending_step)\" without putting back. That is done first."
        step_name="recovering"
        abandon "$pending" || fail "what an interrupted run left could not be put back" "See the lines above and \`status\`, then run this again."
        log_deployment "recovered: $pending was stopped, ${live:-nothing} is live"
    fi
    if [ -n "$live" ]; then
        step_name="recovering"
        recover_live "$live" "$(replicas)"
        # Drained before a run was killed, or not yet: nothing is sent to it any more.
        rt_stop "$(other "$live")" || warn "$(other "$live") had to be killed. Look for operations in doubt on the admin pages."
    fi
    step_name=
}

# ---- Steps

replicas() {
    local count
    count=$(state_get replicas)
    echo "${count:-1}"
}

# smoke VERSION TARGET: as an agent does; TARGET is a server of the runtime, or `edge`.
smoke() {
    local token=${SMOKE_TOKEN:-}
    if [ -z "$token" ]; then token=$(<"$SMOKE_TOKEN_FILE") || return 1; fi
    FINANCIAL_MCP_TOKEN=$token rt_smoke "$1" "$2" 2>&1 | cut -c 1-200 | sed 's/^/         /'
}

check_token() {
    if [ -n "${SMOKE_TOKEN:-}" ]; then return; fi
    [ -n "${SMOKE_TOKEN_FILE:-}" ] ||
        fail "there is no token to try the new version with" "Have your identity provider issue one for an agent that may read accounts, and set SMOKE_TOKEN_FILE (or SMOKE_TOKEN)."
    [ -s "$SMOKE_TOKEN_FILE" ] || fail "$SMOKE_TOKEN_FILE, which SMOKE_TOKEN_FILE names, cannot be read" "Write the token there, readable for this user."
}

# wait_ready COLOUR: every server of it answers /ready with 200.
wait_ready() {
    local end=$((SECONDS + ready_seconds)) target
    for target in $(rt_targets "$1"); do
        until rt_ready "$target"; do
            if [ "$(rt_count "$1")" != "$(rt_targets "$1" | wc -l)" ]; then
                rt_last_words "$1"
                fail "$1 ended while it started" "Its log says why: $(rt_log "$1"). A wrong setting is the usual cause."
            fi
            if [ "$SECONDS" -ge "$end" ]; then
                rt_last_words "$1"
                fail "$1 was not ready within $ready_seconds s" "See what /ready names, and its log: $(rt_log "$1"). READY_SECONDS gives it longer."
            fi
            sleep 0.2
        done
    done
}

# edge_curl WORDS ...: curl, which also trusts EDGE_CA_FILE.
edge_curl() { curl ${EDGE_CA_FILE:+--cacert "$EDGE_CA_FILE"} "$@"; }

# edge_answers: nginx passes calls on to a server that is ready.
edge_answers() {
    local attempt
    for attempt in 1 2 3 4 5; do
        if edge_curl -fsS -o /dev/null --max-time 5 "$(edge_url)/ready"; then return 0; fi
        [ "$attempt" = 5 ] || sleep 1
    done
    return 1
}

# take_over COLOUR VERSION COUNT: from nothing to live. What was live stays so until the last step but one.
take_over() {
    local colour=$1 version=$2 count=$3 live target begun=$SECONDS
    live=$(state_get live)
    new_colour=$colour
    in_flight=true
    state_set "pending=$colour"

    step "starting $colour with version $version"
    rt_start "$colour" "$version" "$count"
    step "waiting until $colour is ready"
    wait_ready "$colour"
    step "smoke test of $colour"
    for target in $(rt_targets "$colour"); do
        smoke "$version" "$target" || fail "$colour does not work as an agent needs it" "See the step that FAILED above, and its log: $(rt_log "$colour")."
    done
    step "switching nginx to $colour"
    edge_switch "$colour" || fail "nginx did not switch" "See what it says above."
    step "checking through nginx"
    edge_answers || fail "nothing ready answers at $(edge_url)" "Check EDGE_LISTEN and EDGE_URL, and what stands between."
    smoke "$version" edge || fail "calls through nginx do not work" "See the step that FAILED above."

    # Confirmed: from here on the new colour stays.
    state_set "live=$colour" "${colour}_version=$version" "replicas=$count" pending= pending_step=
    in_flight=false
    remember
    rt_live "$colour"
    log_deployment "$colour is live with version $version"
    if [ -n "$live" ]; then
        step "draining $live"
        edge_settle
        rt_stop "$live" || warn "$live had to be killed while calls were in flight. Look for operations in doubt on the admin pages."
    fi
    step_name=
    say "$colour is live with version $version, $count server(s), after $((SECONDS - begun)) s"
    if [ -n "$live" ]; then say "for going back: rollback starts version $(state_get "${live}_version") again"; fi
}

# configured NAME [DEFAULT]: a setting, read as the server reads it.
configured() {
    (
        # shellcheck source=/dev/null # checked by itself
        . "$root/build/settings.sh"
        if [ -f "$deploy_env" ]; then read_env_file "$deploy_env"; fi
        setting "$@"
    )
}

# backup VERSION: before the database changes, where BACKUP_ENABLED says so.
backup() {
    local enabled
    enabled=$(configured BACKUP_ENABLED false) || fail "BACKUP_ENABLED could not be read" "See the line above."
    case ${enabled,,} in true | 1 | yes | on) ;; *) return 0 ;; esac
    step "backup"
    local to file alone=()
    file=$(configured BACKUP_ENV_FILE) || fail "BACKUP_ENV_FILE could not be read" "See the line above."
    if [ -n "$file" ]; then
        # That file says all of it: what is exported here is for containers.
        alone=(-i "PATH=$PATH" "HOME=${HOME:-/}" ${DOCKER_HOST:+"DOCKER_HOST=$DOCKER_HOST"})
    else
        file=$env_file
    fi
    [ -f "$file" ] || fail "BACKUP_ENABLED is true and $file is not there" "Name it in BACKUP_ENV_FILE or ENV_FILE, or set BACKUP_ENABLED=false and back up yourself."
    to=$(configured BACKUP_DIR "$deploy_dir/backups") || fail "BACKUP_DIR could not be read" "See the line above."
    (umask 077 && mkdir -p "$to")
    env "${alone[@]}" "FINANCIAL_MCP=$(rt_words "$1")" "$root/build/backup.sh" --env-file "$file" --to "$to" 9>&- ||
        fail "the backup failed" "See the lines above. Nothing was changed. BACKUP_ENABLED=false deploys without one."
}

confirm() {
    if ! $asks || $yes; then return; fi
    local answer=
    read -r -p "$1 in $stage. Type yes to go on: " answer || true
    [ "$answer" = yes ] || fail "not confirmed" "Run it again and type yes, or give --yes."
}

prepare() {
    step_name="preparing"
    need curl curl
    need flock util-linux
    if [ -f "$env_file" ]; then
        env_args=(--env-file "$env_file")
    elif [ -n "${ENV_FILE:-}" ]; then
        fail "$env_file, which ENV_FILE names, is not there" "Name the environment file of this deployment."
    fi
    rt_check
    step_name=
}

# ---- Commands

deploy() {
    confirm "Deploy"
    lock
    prepare
    edge_check
    check_token
    arm
    recover
    local live version
    live=$(state_get live)
    version=$(rt_take) || exit 1
    say "version $version, $runtime, in $deploy_dir; live now: ${live:-nothing}"
    step "validating the configuration"
    [ -n "$(configured DB_HOST)" ] ||
        fail "DB_HOST is not set, and two colours cannot share an embedded database" "Use PostgreSQL: docs/operations.md says how."
    rt_command "$version" validate-config --env "$stage" || fail "the configuration is not valid" "Mend what is named above. Nothing was changed."
    backup "$version"
    step "migrating the database (expand only)"
    rt_command "$version" migrate || fail "the migration failed" "See the lines above. ${live:-Nothing} stays live, nothing was started; mend the migration or its settings and deploy again."
    take_over "$(other "${live:-green}")" "$version" "$(replicas)"
}

rollback() {
    confirm "Go back to the version before"
    lock
    prepare
    edge_check
    check_token
    arm
    recover
    local live idle version
    live=$(state_get live)
    [ -n "$live" ] || fail "nothing is deployed here" "Deploy first."
    idle=$(other "$live")
    version=$(state_get "${idle}_version")
    [ -n "$version" ] || fail "there is no version before this one" "Deploy the one that you want."
    rt_has "$version" || fail "version $version is not here any more" "Deploy it again from its release."
    say "going back from $(state_get "${live}_version") ($live) to $version ($idle)"
    take_over "$idle" "$version" "$(replicas)"
}

# scale N: the live colour gets more servers, which are ready before calls are sent to them, or fewer, which finish first.
scale() {
    local count=$1 live version before
    confirm "Run $count server(s)"
    lock
    prepare
    edge_check
    arm
    recover
    live=$(state_get live)
    [ -n "$live" ] || fail "nothing is deployed here" "Deploy first."
    version=$(state_get "${live}_version")
    before=$(rt_count "$live")
    step "from $before to $count server(s) of $live"
    if [ "$count" -gt "$before" ]; then
        rt_start "$live" "$version" "$count"
        if ! (wait_ready "$live") || ! edge_switch "$live"; then
            step_name="putting back"
            if ! edge_only "$live" "$before" || ! rt_shrink "$live" "$before"; then warn "not all could be put back; see \`status\`"; fi
            fail "the further servers did not start" "See the lines above. $before server(s) serve as before."
        fi
    elif [ "$count" -lt "$before" ]; then
        if ! edge_only "$live" "$count"; then
            edge_switch "$live" || warn "nginx could not be put back; see \`status\`"
            fail "nginx did not switch" "See what it says above. $before server(s) run as before."
        fi
        edge_settle
        rt_shrink "$live" "$count" || warn "a server had to be killed while calls were in flight. Look for operations in doubt on the admin pages."
    fi
    state_set "replicas=$count"
    rt_live "$live"
    edge_answers || fail "nothing ready answers at $(edge_url)" "See \`status\`."
    log_deployment "$live has $count server(s)"
    step_name=
    say "$live has $count server(s)"
}

status() {
    local colour live target running trouble=false
    [ -f "$deploy_dir/state" ] || fail "nothing is deployed in $deploy_dir" "Deploy first, or name the right folder in DEPLOY_DIR."
    prepare
    live=$(state_get live)
    echo "stage $stage, runtime $runtime, folder $deploy_dir"
    for colour in blue green; do
        running=$(rt_count "$colour")
        printf '%-6s %-5s version %s, %s server(s)\n' "$colour" "$([ "$colour" != "$live" ] || echo live)" "$(state_get "${colour}_version")" "$running"
        [ "$running" != 0 ] || continue
        for target in $(rt_targets "$colour"); do
            if rt_ready "$target"; then
                echo "       $target ready"
            else
                echo "       $target NOT READY"
                [ "$colour" != "$live" ] || trouble=true
            fi
        done
    done
    if edge_running; then
        echo "nginx  sends calls to $(edge_colour), at $(edge_url)"
    else
        echo "nginx  DOES NOT RUN"
        trouble=true
    fi
    if [ -n "$(state_get pending)" ]; then
        echo "a run is at \"$(state_get pending_step)\", or was killed there: then the next one puts back first"
    fi
    if [ "$(edge_colour)" != "$live" ] && [ -z "$(state_get pending)" ]; then trouble=true; fi
    if [ -z "$live" ] || [ "$(rt_count "$live")" = 0 ] || $trouble; then
        echo "NOT WELL. \`deploy\` begins by starting and sending calls to what is live."
        return 1
    fi
}

# check: the whole health check and a smoke test of what is live; the report as JSON.
check() {
    local live report=${REPORT:-$deploy_dir/test-report.json} good=true
    prepare
    check_token
    live=$(state_get live)
    [ -n "$live" ] || fail "nothing is deployed here" "Deploy first."
    [ -x "$root/build/health-check.sh" ] || fail "build/health-check.sh is missing" "Take the whole checkout."
    rm -f "$report"
    env ${EDGE_CA_FILE:+"CURL_CA_BUNDLE=$EDGE_CA_FILE"} "$root/build/health-check.sh" full --url "$(edge_url)" --metrics-url "$(rt_metrics_url "$live")" --json "$report" || good=false
    smoke "$(state_get "${live}_version")" edge || good=false
    if ! $good; then
        # What build/pre-deployment-check.sh reads is a test that went well, and nothing else.
        mv -f "$report" "$report.failed" 2>/dev/null || true
        fail "the test failed" "See what failed above, and $report.failed."
    fi
    echo "report: $report"
    say "tested: well"
}

usage() {
    echo "Usage: $(basename "$0") [deploy|status|test|rollback$([ "$stage" != production ] || echo '|scale N')]$(! $asks || echo ' [--yes]')" >&2
    echo "What the script begins with names the environment that it reads." >&2
    exit 2
}

deploy_main() {
    local words=() word
    yes=false
    for word in "$@"; do
        if [ "$word" = --yes ]; then yes=true; else words+=("$word"); fi
    done
    recall
    runtime=${RUNTIME:-compose}
    env_file=$(realpath -m "${ENV_FILE:-$root/.env.${stage/production/prod}}")
    deploy_env=$env_file # settings.sh has an env_file of its own
    if [ -n "${ENV_FILE:-}" ]; then ENV_FILE=$env_file; fi
    if [ -n "${SMOKE_TOKEN_FILE:-}" ]; then SMOKE_TOKEN_FILE=$(realpath -m "$SMOKE_TOKEN_FILE"); fi
    if [ -n "${EDGE_CA_FILE:-}" ]; then
        EDGE_CA_FILE=$(realpath -m "$EDGE_CA_FILE")
        [ -r "$EDGE_CA_FILE" ] || fail "$EDGE_CA_FILE, which EDGE_CA_FILE names, cannot be read" "Write the root certificate of PUBLIC_URL there."
    fi
    case $runtime in
        process | compose) ;;
        *) fail "RUNTIME is $runtime" "Use compose or process." ;;
    esac
    # shellcheck source=/dev/null # each is checked by itself
    . "$root/build/lib/runtime-$runtime.sh"
    # shellcheck source=/dev/null
    . "$root/build/lib/edge.sh"
    if [ "$stage:$runtime" = staging:compose ]; then
        # shellcheck source=/dev/null
        . "$root/build/lib/single.sh"
    fi
    local command=${words[0]:-deploy}
    case $command:${#words[@]} in
        deploy:[01]) deploy ;;
        status:1) status ;;
        test:1) check ;;
        rollback:1) rollback ;;
        scale:2)
            if [ "$stage" != production ] || ! [[ ${words[1]} =~ ^[1-9]$|^[12][0-9]$ ]]; then usage; fi
            scale "${words[1]}"
            ;;
        *) usage ;;
    esac
}
