#!/usr/bin/env bash
# Measures get_account and transfer_funds at 16 connections: this server on each database, the bare SDK server, and the
# bank directly, interleaved in one run of some ten minutes, and writes the result into docs/performance.md.
# Usage: build/bench/bench.sh [--rounds N] [--seconds S] [--no-write]
#        build/bench/bench.sh trail [--rounds N] [--seconds S] [--no-write]: writing, sealing and verifying a trail
#        build/bench/bench.sh audit [--records N] [--rounds N] [--no-write]: searches of a large trail, some ten minutes
#        build/bench/bench.sh pages [--records N] [--rounds N] [--circuits N] [--no-write]: the page of a large trail in Chromium
# With two cores or more the servers run on one, and load, bank and database on the others.
set -euo pipefail
cd "$(dirname "$0")/../.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

what=load
case "${1:-}" in
    audit | trail | pages) what=$1; shift ;;
esac
arguments=()
write=(--write docs/performance.md)
while [ $# -gt 0 ]; do
    case "$1 ${2:-}" in
        --rounds\ [1-9]* | --seconds\ [0-9]* | --records\ [1-9]* | --circuits\ [1-9]*) arguments+=("$1" "$2"); shift 2 ;;
        --no-write*) write=(); shift ;;
        *) sed -n '2,8s/^# //p' "$0"; exit 2 ;;
    esac
done

dotnet build build/bench -c Release -v q -nologo
apart=()
cores=$(nproc)
if [ "$what" = load ] && [ "$cores" -ge 2 ] && command -v taskset >/dev/null; then
    apart=(taskset -c "1-$((cores - 1))")
    arguments+=(--server-core 0)
fi
exec "${apart[@]}" dotnet build/bench/bin/Release/net10.0/FinancialMcp.Bench.dll "$what" "${arguments[@]}" "${write[@]}"
