#!/usr/bin/env bash
# Looks at a running server as an operator does, and says what is wrong and what to do next.
#   basic   it lives, is ready, and calls itself healthy or degraded
#   deps    every dependency of /health
#   perf    calls, memory, circuits and doubts of /metrics, and how long /health itself takes
#   full    all of it
# Exit 0 when nothing failed, 1 when something did, 2 for wrong usage.
set -euo pipefail

# The limits of the alerts in docker/prometheus/rules.yml.
error_limit=5    # % of the calls
time_limit=2     # seconds a call, on average
memory_limit=80  # % of what the process may use
health_limit=1   # seconds for /health
patience=5       # seconds for each request

usage() {
    cat >&2 <<'TEXT'
Usage: build/health-check.sh [basic|deps|perf|full] [--url URL] [--metrics-url URL] [--over SECONDS] [--json FILE]
  --url URL          the server, without /health (default: http://127.0.0.1 and PORT, or 8082)
  --metrics-url URL  its metrics, without /metrics (default: http://127.0.0.1 and METRICS_PORT, or 9090)
  --over SECONDS     judge the calls of that many seconds from now (default: all since the server started)
  --json FILE        the report as JSON there as well; - prints nothing else
TEXT
    exit 2
}

is_url() { [[ $1 =~ ^https?://[^/?#@[:space:]]+[^?#[:space:]]*$ ]]; }

mode=basic
url=http://127.0.0.1:${PORT:-8082}
metrics_url=http://127.0.0.1:${METRICS_PORT:-9090}
over=0
json=

if [[ ${1:--} != -* ]]; then
    mode=$1
    shift
fi
case $mode in basic | deps | perf | full) ;; *) usage ;; esac
while [ $# -gt 0 ]; do
    if [ $# -lt 2 ] || [ -z "$2" ]; then usage; fi
    case $1 in
    --url) url=${2%/} ;;
    --metrics-url) metrics_url=${2%/} ;;
    --over) over=$2 ;;
    --json) json=$2 ;;
    *) usage ;;
    esac
    shift 2
done
if ! is_url "$url" || ! is_url "$metrics_url" || ! [[ $over =~ ^[0-9]{1,4}$ ]]; then usage; fi

for needed in curl jq; do
    command -v "$needed" >/dev/null 2>&1 || {
        echo "health-check.sh: $needed is missing. Install it: this script asks with curl and reads the answers with jq." >&2
        exit 1
    }
done

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
: >"$folder/checks"
failed=0

# check STATUS NAME DETAIL [NEXT]: one line; what to do next is told where something failed.
check() {
    [ "$1" != fail ] || failed=1
    jq -cn --arg name "$2" --arg status "$1" --arg detail "$3" '{name: $name, status: $status, detail: $detail}' >>"$folder/checks"
    [ "$json" = - ] && return
    local word=$1
    [ "$1" != fail ] || word=FAIL
    printf '%-4s %s: %s\n' "$word" "$2" "$3"
    [ "$1" != fail ] || [ -z "${4:-}" ] || printf '     next: %s\n' "$4"
}

# ask NAME URL: the body goes to the file NAME; sets code (000: no answer), seconds and problem.
ask() {
    local result
    # A proxy of the environment would ask a machine of its own at our address.
    result=$(curl --silent --show-error --noproxy '*' --max-time "$patience" --output "$folder/$1" \
        --write-out '%{http_code} %{time_total}' "$2" 2>"$folder/problem") || true
    problem=$(head -n 1 "$folder/problem")
    read -r code seconds <<<"${result:-000 0}"
    [ -s "$folder/$1" ] || : >"$folder/$1"
}

# member FILE EXPRESSION: what jq finds in an answer, without characters that would steer a terminal; nothing where the answer is no JSON.
member() { jq -r "$2 | tostring | gsub(\"[[:cntrl:]]\"; \"?\")" "$folder/$1" 2>/dev/null || true; }

answers=unknown

# look: whether the server answers at all, asked once.
look() {
    [ "$answers" = unknown ] || return 0
    ask live "$url/live"
    answers=yes
    if [ "$code" = 000 ]; then
        answers=no
        check fail live "$url does not answer: ${problem:-no answer}" \
            "see whether the process runs, what its log ends with, and whether --url names its HOST and PORT"
    elif [ "$code" = 200 ]; then
        check ok live "$(member live .status)"
    else
        check fail live "$url/live answered $code" "HEALTH_CHECK_ENABLED=true serves it; see that --url names the MCP port"
    fi
    [ "$answers" = yes ] || return 0
    ask health "$url/health"
    health_code=$code
    health_seconds=$seconds
    health_problem=$problem
}

ready() {
    ask ready "$url/ready"
    case $code in
    200) check ok ready "$(member ready .status)" ;;
    503) check fail ready "$(member ready '.status + ": " + ([.checks | to_entries[] | .key + " " + .value] | join(", "))')" \
        "a server that drains is ending; else mend what is unhealthy: the log names it" ;;
    *) check fail ready "answered $code ${problem}" "see the log" ;;
    esac
}

health() {
    local status
    status=$(member health .status)
    case $health_code:$status in
    200:healthy) check ok health "healthy, version $(member health .version)" ;;
    200:degraded) check warn health "degraded: $(member health "$wrong_ones")" ;;
    503:unhealthy) check fail health "unhealthy: $(member health "$wrong_ones")" \
        "run this script with deps; the admin page Health says since when" ;;
    *) check fail health "answered $health_code ${health_problem}" "see that --url names the MCP port, and the log" ;;
    esac
}

# shellcheck disable=SC2016 # jq's, not the shell's
wrong_ones='[.checks | to_entries[] | select(.value == "degraded" or .value == "unhealthy") | .key + " " + .value] | join(", ")'

basic() {
    look
    [ "$answers" = yes ] || return 0
    ready
    health
}

dependencies() {
    look
    [ "$answers" = yes ] || return 0
    local name state count=0
    while IFS=$'\t' read -r name state; do
        count=$((count + 1))
        case $state in
        healthy | not_configured) check ok "$name" "$state" ;;
        degraded) check warn "$name" "degraded" ;;
        *) check fail "$name" "$state" "the admin page Health says since when and what was tried; the log says why" ;;
        esac
    done < <(jq -r '.checks | to_entries[] | [.key, .value] | @tsv' "$folder/health" 2>/dev/null || true)
    [ "$count" -gt 0 ] || check fail dependencies "/health answered $health_code and names none ${health_problem}" \
        "see that --url names the MCP port, and the log"
}

# sum FILE SERIES [LABEL PATTERN]: the sum over the lines of a series whose labels match; nothing where there is none.
sum() {
    awk -v series="$2" -v label="${3:-}" '
        $0 !~ /^#/ && match($0, /^[a-zA-Z_:][a-zA-Z0-9_:]*/) && substr($0, 1, RLENGTH) == series {
            rest = substr($0, RLENGTH + 1)
            labels = ""
            if (rest ~ /^\{/) { end = index(rest, "} "); labels = substr(rest, 1, end); rest = substr(rest, end + 1) }
            if (label == "" || labels ~ label) { split(rest, parts, " "); total += parts[1]; found = 1 }
        }
        END { if (found) printf "%.6f\n", total }' "$folder/$1"
}

# grown SERIES [LABEL PATTERN]: by how much it has grown over the time that was asked for, or since the server started; a
# server that was started anew meanwhile counts from nothing.
grown() {
    local now before=0
    now=$(sum metrics "$@")
    [ ! -f "$folder/before" ] || before=$(sum before "$@")
    awk -v now="${now:-0}" -v before="${before:-0}" 'BEGIN { printf "%.6f\n", now < before ? now : now - before }'
}

# compare STATUS VALUE LIMIT: ok, or the status where the value is above the limit.
compare() { awk -v value="$2" -v limit="$3" -v status="$1" 'BEGIN { print((value + 0 > limit + 0) ? status : "ok") }'; }

quotient() { awk -v a="$1" -v b="$2" -v factor="${3:-1}" 'BEGIN { printf "%.2f\n", factor * a / b }'; }

calls() {
    local count failures value since="since the server started"
    [ "$over" = 0 ] || since="in $over s"
    count=$(grown mcp_requests_total)
    failures=$(grown mcp_requests_total 'status="(error|in_doubt)"')
    if [ "$(compare more "$count" 0)" = ok ]; then
        check ok error_rate "no calls $since (limit $error_limit %)"
        check ok average_duration "no calls $since (limit $time_limit s)"
        return
    fi
    value=$(quotient "$failures" "$count" 100)
    check "$(compare fail "$value" "$error_limit")" error_rate \
        "$value % of ${count%.*} calls failed or ended in doubt $since (limit $error_limit %)" \
        "the admin page Overview leads from Failed or in doubt to the calls"
    count=$(grown mcp_request_duration_seconds_count)
    if [ "$(compare more "$count" 0)" = ok ]; then
        check ok average_duration "no calls ended $since (limit $time_limit s)"
        return
    fi
    value=$(quotient "$(grown mcp_request_duration_seconds_sum)" "$count")
    check "$(compare fail "$value" "$time_limit")" average_duration \
        "$value s on average over ${count%.*} calls $since (limit $time_limit s)" \
        "the admin page Tools tells which tool; an opened call tells whether the bank or the database was slow"
}

memory() {
    local used limit value
    used=$(sum metrics process_memory_usage_bytes)
    limit=$(sum metrics process_memory_limit_bytes)
    if [ -z "$used" ] || [ -z "$limit" ] || [ "$(compare more "$limit" 0)" = ok ]; then
        check fail memory "the metrics do not tell it" "see that --metrics-url names METRICS_PORT of this server"
        return
    fi
    value=$(quotient "$used" "$limit" 100)
    check "$(compare fail "$value" "$memory_limit")" memory \
        "$value % of $((${limit%.*} / 1048576)) MB (limit $memory_limit %)" "restart one replica at a time; nothing is lost"
}

# What is so at every replica, or by the bank's doing, and what people settle: told, and no reason to take a server away.
standing() {
    local value
    value=$(awk '/^circuit_breaker_state\{/ && $NF == 1 { split($1, parts, "\""); printf "%s%s", sep, parts[2]; sep = ", " }' "$folder/metrics")
    if [ -n "$value" ]; then
        check warn circuit_breakers "open towards $value (limit: none open)"
    else
        check ok circuit_breakers "none open"
    fi
    value=$(sum metrics operations_in_doubt)
    value=${value:-0}
    check "$(compare warn "$value" 0)" operations_in_doubt "${value%.*} in doubt (limit 0)"
    value=$(sum metrics operations_need_operator)
    value=${value:-0}
    check "$(compare warn "$value" 0)" operations_need_operator "${value%.*} wait for people (limit 0)"
}

# measure NAME: the metrics into a file of that name; fails, and says so, where there are none.
measure() {
    ask "$1" "$metrics_url/metrics"
    if [ "$code" = 200 ] && grep -q '^process_memory_usage_bytes' "$folder/$1"; then return 0; fi
    if [ "$code" = 000 ]; then
        check fail metrics "$metrics_url does not answer: ${problem:-no answer}" "METRICS_ENABLED=true serves them; --metrics-url names METRICS_PORT"
    else
        check fail metrics "$metrics_url/metrics answered $code and has no figures of this server" "--metrics-url must name METRICS_PORT"
    fi
    return 1
}

performance() {
    look
    if [ "$answers" = yes ] && [ "$health_code" != 000 ]; then
        check "$(compare fail "$health_seconds" "$health_limit")" health_time "$health_seconds s (limit $health_limit s)" \
            "the database or this machine is slow; run deps"
    fi
    if [ "$over" != 0 ]; then
        measure before || return 0
        sleep "$over"
    fi
    measure metrics || return 0
    calls
    memory
    standing
}

report() {
    jq -s --arg mode "$mode" --arg url "$url" --arg timestamp "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
        --arg version "$([ ! -f "$folder/health" ] || member health '.version // ""')" \
        --arg environment "$([ ! -f "$folder/health" ] || member health '.environment // ""')" --argjson failed "$failed" \
        '{mode: $mode, url: $url, timestamp: $timestamp, version: $version, environment: $environment,
          healthy: ($failed == 0), checks: .}' "$folder/checks"
}

case $mode in
basic) basic ;;
deps) dependencies ;;
perf) performance ;;
full)
    basic
    dependencies
    performance
    ;;
esac

if [ "$json" = - ]; then
    report
elif [ -n "$json" ]; then
    report >"$folder/report"
    # Beside its place first, so that nobody reads half a report.
    cp "$folder/report" "$json.part" && mv "$json.part" "$json"
fi
exit "$failed"
