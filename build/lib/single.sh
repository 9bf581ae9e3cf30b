#!/usr/bin/env bash
# shellcheck disable=SC2034,SC2154 # what lib/deploy.sh and the runtime set and use
# Staging with Docker Compose: one server, which a new version replaces; calls are refused for those seconds. What does not work is
# replaced by the version before. Sourced after lib/deploy.sh and lib/runtime-compose.sh, whose commands these replace.

server_url=http://127.0.0.1:$(configured MCP_PUBLISHED_PORT 8082)
metrics_url=http://127.0.0.1:$(configured METRICS_PUBLISHED_PORT 9090)

single() { rt_containers "$project" "$service" "$@" | head -n 1; }

# replace VERSION: it runs, is ready and works, or false.
replace() {
    local end
    compose "$project" "$1" up -d --no-deps "$service" || return 1
    end=$((SECONDS + ready_seconds))
    until curl -fsS -o /dev/null --max-time 5 "$server_url/ready" 2>/dev/null; do
        if [ "$SECONDS" -ge "$end" ]; then
            docker logs --tail 8 "$(single -a)" 2>&1 | cut -c 1-400 >&2
            echo "version $1 was not ready within $ready_seconds s" >&2
            return 1
        fi
        sleep 0.5
    done
    smoke "$1" "$(single):8082:8083"
}

# single_over VERSION: the state names it once it works.
single_over() {
    local live
    live=$(state_get version)
    step "replacing ${live:-nothing} with $1"
    state_set "pending=$1"
    if ! replace "$1"; then
        if [ -n "$live" ]; then
            say "-- putting $live back"
            replace "$live" || fail "version $1 does not work, and $live could not be put back" "See the lines above and \`status\`."
        else
            compose "$project" "$1" stop "$service"
        fi
        state_set pending=
        log_deployment "$1 did not work, ${live:-nothing} runs"
        fail "version $1 does not work" "See what failed above. ${live:-Nothing} runs, as before."
    fi
    if [ "$live" != "$1" ]; then state_set "previous=$live"; fi
    state_set "version=$1" pending=
    remember
    log_deployment "version $1 runs"
    step_name=
    say "version $1 runs at $server_url"
}

single_recover() {
    local pending live
    pending=$(state_get pending)
    live=$(state_get version)
    [ -n "$pending" ] || return 0
    warn "an earlier run was ended while version $pending was started."
    if [ -n "$live" ]; then replace "$live" || fail "version $live could not be put back" "See the lines above."; fi
    state_set pending=
}

deploy() {
    lock
    prepare
    check_token
    single_recover
    local version
    version=$(rt_take) || exit 1
    step "validating the configuration"
    rt_command "$version" validate-config --env "$stage" || fail "the configuration is not valid" "Mend what is named above. Nothing was changed."
    backup "$version"
    step "migrating the database (expand only)"
    rt_command "$version" migrate || fail "the migration failed" "See the lines above. Nothing was started."
    single_over "$version"
}

rollback() {
    lock
    prepare
    check_token
    single_recover
    local version
    version=$(state_get previous)
    [ -n "$version" ] || fail "there is no version before this one" "Deploy the one that you want."
    rt_has "$version" || fail "the image $image:$version is not here any more" "Deploy it again."
    single_over "$version"
}

status() {
    [ -f "$deploy_dir/state" ] || fail "nothing is deployed in $deploy_dir" "Deploy first, or name the right folder in DEPLOY_DIR."
    prepare
    echo "stage $stage, runtime $runtime, folder $deploy_dir"
    echo "version $(state_get version), before it $(state_get previous)"
    if curl -fsS -o /dev/null --max-time 5 "$server_url/ready" 2>/dev/null; then
        echo "$server_url ready"
    else
        echo "$server_url NOT READY"
        return 1
    fi
}

# The report is what pre-deployment-check.sh reads.
check() {
    local report=${REPORT:-$deploy_dir/test-report.json} good=true version
    prepare
    check_token
    version=$(state_get version)
    [ -n "$version" ] || fail "nothing is deployed here" "Deploy first."
    rm -f "$report"
    "$root/build/health-check.sh" full --url "$server_url" --metrics-url "$metrics_url" --json "$report" || good=false
    smoke "$version" "$(single):8082:8083" || good=false
    if ! $good; then
        # What build/pre-deployment-check.sh reads is a test that went well, and nothing else.
        mv -f "$report" "$report.failed" 2>/dev/null || true
        fail "the test failed" "See what failed above, and $report.failed."
    fi
    echo "report: $report"
    say "tested: well"
}
