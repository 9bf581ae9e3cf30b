#!/usr/bin/env bash
# Tries a running server as an agent does: connects, lists the tools, reads. It moves no money.
# Usage: SMOKE_TOKEN_FILE=FILE build/smoke.sh URL     (or SMOKE_TOKEN; a token of an agent that may read accounts)
# FINANCIAL_MCP names the server's command line (default: the one that was built in this checkout).
# Exit 0 when all of it works, 1 when something does not, 2 for wrong usage.
set -euo pipefail
# shellcheck source=build/settings.sh
. "$(dirname "${BASH_SOURCE[0]}")/settings.sh"

if [ $# -ne 1 ] || ! [[ $1 =~ ^https?://[^/?#@[:space:]]+ ]]; then
    echo "Usage: SMOKE_TOKEN_FILE=FILE build/smoke.sh URL     (the server's URL, without /mcp; the token never on the command line)" >&2
    exit 2
fi

token=$(secret SMOKE_TOKEN)
[ -n "$token" ] || fail "there is no token. Have your identity provider issue one for an agent that may read accounts, and set SMOKE_TOKEN_FILE (or SMOKE_TOKEN)."
unset SMOKE_TOKEN
FINANCIAL_MCP_TOKEN=$token financial_mcp smoke "$1"
