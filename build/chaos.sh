#!/usr/bin/env bash
# Kills the server with SIGKILL while agents pay, restarts it, repeats what was not answered, and holds what the agents
# were told against the bank's journal.
# Usage: build/chaos.sh [--kills N] [--seed N] [--database sqlite|postgres]     (200 kills on each database)
set -euo pipefail
cd "$(dirname "$0")/.."
export CHAOS_KILLS=200 CHAOS_SEED=20261123 CHAOS_DATABASE=
while [ $# -gt 0 ]; do
    case "$1 ${2:-}" in
        --kills\ [1-9]*) CHAOS_KILLS=$2 ;;
        --seed\ [0-9]*) CHAOS_SEED=$2 ;;
        --database\ sqlite | --database\ postgres) CHAOS_DATABASE=$2 ;;
        *) sed -n '2,4s/^# //p' "$0"; exit 2 ;;
    esac
    shift 2
done
dotnet build -c Release -v q -nologo
tests/EndToEnd.Tests/bin/Release/net10.0/FinancialMcp.EndToEnd.Tests -noColor -noLogo -diagnostics \
    -class FinancialMcp.EndToEnd.Tests.KillTests
