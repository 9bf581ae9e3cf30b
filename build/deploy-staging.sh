#!/usr/bin/env bash
# shellcheck disable=SC2034 # lib/deploy.sh reads what is set here
# Staging, with the same steps as production and without a question. RUNTIME=process has two colours behind nginx; RUNTIME=compose
# (default) has the one server of docker/docker-compose.staging.yml, which is replaced, and put back when it does not work.
# Usage: build/deploy-staging.sh [deploy|status|test|rollback]
#   deploy    (default) validate, back up, migrate, start, try, switch
#   status    what runs, and whether it is ready
#   test      build/health-check.sh full and a smoke test; the report (REPORT, default DEPLOY_DIR/test-report.json) is what
#             build/pre-deployment-check.sh reads
#   rollback  the version before, with the same checks; the database stays as it is
# Environment: RUNTIME · ENV_FILE (.env.staging) · DEPLOY_DIR (/var/lib/financial-mcp-staging) · SMOKE_TOKEN_FILE or SMOKE_TOKEN ·
# READY_SECONDS · what lib/runtime-compose.sh or lib/runtime-process.sh names at its beginning.
# Exit 0 done, 1 failed and put back, 2 wrong usage.
set -euo pipefail

stage=staging
project=financial-mcp-staging
asks=false
# shellcheck source=/dev/null # checked by itself
. "$(dirname "${BASH_SOURCE[0]}")/lib/deploy.sh"
deploy_main "$@"
