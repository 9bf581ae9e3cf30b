#!/usr/bin/env bash
# Without --minutes: kills the server with SIGKILL while agents pay, restarts it, repeats what was not answered, and holds
# what the agents were told against the bank's journal (200 kills on each database).
# With --minutes: two servers on PostgreSQL, and everything around them breaks by a seeded schedule; ends with a summary.
# Usage: build/chaos.sh [--kills N] [--seed N] [--database sqlite|postgres]
#        build/chaos.sh --minutes N [--seed N]                                    (10 is the long form)
set -euo pipefail
cd "$(dirname "$0")/.."
export CHAOS_KILLS=200 CHAOS_SEED=20261123 CHAOS_DATABASE=
class='KillOn*'
while [ $# -gt 0 ]; do
    case "$1 ${2:-}" in
        --kills\ [1-9]*) CHAOS_KILLS=$2 ;;
        --seed\ [0-9]*) export CHAOS_SEED=$2 FLEET_SEED=$2 ;;
        --minutes\ [1-9]*) class=FleetTests && export FLEET_SECONDS=$(($2 * 60)) ;;
        --database\ sqlite | --database\ postgres) CHAOS_DATABASE=$2 ;;
        *) sed -n '2,6s/^# //p' "$0"; exit 2 ;;
    esac
    shift 2
done
dotnet build -c Release -v q -nologo
tests/EndToEnd.Tests/bin/Release/net10.0/FinancialMcp.EndToEnd.Tests -noColor -noLogo -diagnostics -parallel none \
    -class "FinancialMcp.EndToEnd.Tests.$class"
