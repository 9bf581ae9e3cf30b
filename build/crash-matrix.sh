#!/usr/bin/env bash
# Lets the server die at every named point of a payment while the bank behaves in every way it can, on SQLite, and at a
# seeded part of the points on PostgreSQL; holds what the agents were told against the bank's journal, and writes the
# matrix into docs/reliability.md.
# Usage: build/crash-matrix.sh [--print]     (--print: leaves the page as it is)
set -euo pipefail
cd "$(dirname "$0")/.."
export CRASH_POINTS=all CRASH_REPORT="$PWD/docs/reliability.md"
case "${1:-}" in
    '') ;;
    --print) CRASH_REPORT= ;;
    *) sed -n '2,5s/^# //p' "$0"; exit 2 ;;
esac
dotnet build -c Release -v q -nologo
tests/EndToEnd.Tests/bin/Release/net10.0/FinancialMcp.EndToEnd.Tests -noColor -noLogo -diagnostics \
    -class FinancialMcp.EndToEnd.Tests.Crashes.CrashMatrixTests
