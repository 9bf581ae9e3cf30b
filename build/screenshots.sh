#!/usr/bin/env bash
# Walks the admin pages in a real browser and writes pictures of them: light, dark and 400 px wide, with nothing to show, without the
# database, with a million calls, and of what the walks come by.
# Usage: build/screenshots.sh [FOLDER]     default: artifacts/screenshots
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1

folder=$(realpath -m "${1:-artifacts/screenshots}")
mkdir -p "$folder"
dotnet build tests/Admin.Tests -c Release -v q -nologo
export SCREENSHOTS=$folder
tests=tests/Admin.Tests/bin/Release/net10.0/FinancialMcp.Admin.Tests
"$tests" -noColor -noLogo

# By themselves: sealing a million records leaves no time to those who walk and pay beside it.
"$tests" -noColor -noLogo -explicit only
echo "$(find "$folder" -name '*.png' | wc -l) pictures in $folder"
