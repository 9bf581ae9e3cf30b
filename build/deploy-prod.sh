#!/usr/bin/env bash
# shellcheck disable=SC2034 # lib/deploy.sh reads what is set here
# Production without an interruption: two colours behind nginx, one of them live. What fails is put back by itself.
# Usage: build/deploy-prod.sh [deploy|status|test|rollback|scale N] [--yes]
#   deploy    (default) validate, back up, migrate, start the idle colour, try it, switch, drain the other; asks for yes
#   status    colours, versions, whether they are ready, and which one nginx sends calls to
#   test      build/health-check.sh full, and a smoke test through nginx
#   rollback  the version before, on the idle colour, with the same checks; the database stays as it is
#   scale N   N servers of the live colour
# Environment: RUNTIME=compose (default) or process · ENV_FILE (.env.prod) · DEPLOY_DIR (/var/lib/financial-mcp) · SMOKE_TOKEN_FILE or
# SMOKE_TOKEN · READY_SECONDS · what lib/runtime-compose.sh or lib/runtime-process.sh names at its beginning.
# Exit 0 done, 1 failed and put back, 2 wrong usage.
set -euo pipefail

stage=production
project=financial-mcp
asks=true
# shellcheck source=/dev/null # checked by itself
. "$(dirname "${BASH_SOURCE[0]}")/lib/deploy.sh"
deploy_main "$@"
