#!/usr/bin/env bash
# Fills the development server by calling it, as agents do: what the trail then shows is sealed like everything else.
# Every payment has a fixed idempotency key, so that it is made once however often this runs.
# Usage: docker/dev/seed.sh URL
set -euo pipefail
cd "$(dirname "$0")/../.."

if [ $# != 1 ]; then
    sed -n '4s/^# //p' "$0" >&2
    exit 2
fi
url=$1

# call NUMBER TOOL ARGUMENTS: one call with $token; an answer that the server would not give to a well-formed call ends the run.
call() {
    local answer
    answer=$(curl -sS --fail-with-body --max-time 60 "$url/mcp" -H @- -H 'Content-Type: application/json' \
        -H 'Accept: application/json, text/event-stream' -H 'MCP-Protocol-Version: 2025-11-25' \
        -d "{\"jsonrpc\":\"2.0\",\"id\":$1,\"method\":\"tools/call\",\"params\":{\"name\":\"$2\",\"arguments\":$3}}" \
        <<<"Authorization: Bearer $token") || { echo "seed.sh: $2 was not answered: $answer" >&2; return 1; }
    case $answer in
        *'"result"'*) echo "$2 $3" ;;
        *) echo "seed.sh: $2 was refused: $answer" >&2; return 1 ;;
    esac
}

# transfer NUMBER FROM TO AMOUNT
transfer() {
    call "$1" transfer_funds "{\"from_account_id\":\"$2\",\"to_account_id\":\"$3\",\"amount\":\"$4\",\"idempotency_key\":\"development-seed-$1\"}"
}

agent() { token=$(docker/dev/server.sh token --sub "$1" --role ROLE_USER --act "$2" --hours 1); }

agent alice assistant-of-alice
call 1 list_accounts '{}'
transfer 1001 1001 1003 12.50
transfer 1002 1001 1002 40.00
# Above 500 a payment waits for people, above 2,000 it is refused: both are there to be seen.
transfer 1003 1002 1003 600.00
transfer 1004 1002 1003 2500.00
agent bob bookkeeper-of-bob
call 2 list_accounts '{}'
transfer 2001 1003 1001 7.25
call 3 get_transaction_history '{"account_id":"1003"}'
# Not bob's account: refused, and in the trail.
call 4 get_account '{"account_id":"1001"}'
echo "the development data is there"
