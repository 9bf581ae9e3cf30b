#!/usr/bin/env bash
# Installs what the tests need where it can, builds, checks the format, runs every test, and ends with one line:
#   N passed, N failed[, N skipped]
# Usage: build/test.sh [GROUP ...]     groups: see the list below; none = all of them
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

groups=(Domain Application Architecture Testing Sandbox Infrastructure Mcp Admin EndToEnd)
[ $# -gt 0 ] && groups=("$@")
results=$(mktemp -d)
trap 'rm -rf "$results"' EXIT

say() { printf '\n== %s\n' "$*"; }

found() { command -v "$1" >/dev/null 2>&1 || compgen -G "$1" >/dev/null; }

# get COMMAND PACKAGE: installs a Debian package when its command is missing and we may.
get() {
    if ! found "$1" && [ "$(id -u)" = 0 ] && found apt-get; then
        echo "installing $2"
        [ -f "$results/apt" ] || { apt-get update -qq && touch "$results/apt"; }
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$2" >/dev/null 2>&1 || true
    fi
}

# have COMMAND PACKAGE: the same, and says what it means where it is missing.
have() {
    get "$1" "$2"
    found "$1" || echo "missing: $2. The tests that need it are skipped and say so."
}

timed() {
    local name=$1 begin=$SECONDS
    shift
    "$@"
    echo "-- $name: $((SECONDS - begin)) s"
}

prepare() {
    have '/usr/lib/postgresql/*/bin/initdb' postgresql
    # Chromium without its own windows, which draws the same pages with half the work; else the whole of it.
    get chromium-headless-shell chromium-headless-shell
    found chromium-headless-shell || have chromium chromium
    have npm npm
    have curl curl
    have shellcheck shellcheck
    have promtool prometheus
    have amtool prometheus-alertmanager
    have yamllint yamllint
    have redis-server redis-server
    have jq jq
    have sqlite3 sqlite3
    for package in TypeScript IdentityProvider; do
        if found npm && ! (cd "tests/$package" && npm ci --no-audit --no-fund) >"$results/npm.txt" 2>&1; then
            echo "npm could not install tests/$package; its tests are skipped. $(tail -n 1 "$results/npm.txt")"
        fi
    done
}

build() {
    dotnet tool restore >/dev/null
    dotnet restore --locked-mode -v q
    if ! dotnet csharpier check . >"$results/format.txt" 2>&1; then
        cat "$results/format.txt"
        echo "The format is off. Run: dotnet csharpier format ."
        return 1
    fi
    if found shellcheck; then shellcheck build/*.sh build/lib/*.sh build/bench/*.sh docker/*/*.sh .ci/run; fi
    # One compiler for all projects, whatever the environment says: the analyzers are loaded once, and it takes half the time.
    UseSharedCompilation=true dotnet build --no-restore -c Release -v q -nologo
    dotnet build-server shutdown --vbcscompiler >/dev/null
}

# A run that ends without its summary counts as an error, whatever it printed.
run_group() {
    local log=$results/$1.log program=tests/$1.Tests/bin/Release/net10.0/FinancialMcp.$1.Tests
    "$program" -noColor -noLogo >"$log" 2>&1 || true
    if ! grep -q 'Total: ' "$log"; then
        tail -n 60 "$log"
        echo "Total: 0, Errors: 1, Failed: 0, Skipped: 0" >>"$log"
    elif ! grep -q 'Errors: 0, Failed: 0' "$log"; then
        cat "$log"
    fi
    grep 'Total: ' "$log" | sed 's/^ */   /'
}

# The databases of the tests lie in memory where there is room: what is tested are killed processes, never a lost disk.
use_memory() {
    local folder=/dev/shm
    if [ -z "${TMPDIR:-}" ] && [ -w "$folder" ] && [ "$(df --output=avail -m "$folder" | tail -n 1)" -ge 8192 ]; then
        TMPDIR=$(mktemp -d -p "$folder")
        chmod 755 "$TMPDIR"
        export TMPDIR
        trap 'rm -rf "$results" "$TMPDIR"' EXIT
    fi
}

total() { cat "$results"/*.log | grep 'Total: ' | grep -oE "$1: [0-9]+" | awk '{ n += $2 } END { print n + 0 }'; }

say "what the tests need"
timed prepare prepare
say "build and format"
timed build build
use_memory
# The servers of the tests live for seconds: compiling code again, to be faster for hours, is not worth it here.
export DOTNET_TieredPGO=0 DOTNET_TC_CallCountThreshold=400
for group in "${groups[@]}"; do
    say "$group"
    timed "$group" run_group "$group"
done

errors=$(total Errors)
failed=$(total Failed)
skipped=$(total Skipped)
passed=$(($(total Total) - failed - skipped))
failed=$((failed + errors))
echo
if [ "$skipped" -gt 0 ]; then
    echo "Skipped, with the reason:"
    grep -h -A 1 '\[SKIP\]' "$results"/*.log | grep -v -E '^--$' | sed 's/^ */  /'
    echo "$passed passed, $failed failed, $skipped skipped"
else
    echo "$passed passed, $failed failed"
fi
[ "$failed" = 0 ] && [ "$passed" -gt 0 ]
