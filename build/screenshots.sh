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
SCREENSHOTS=$folder tests/Admin.Tests/bin/Release/net10.0/FinancialMcp.Admin.Tests -noColor -noLogo -explicit on
echo "$(find "$folder" -name '*.png' | wc -l) pictures in $folder"
