#!/usr/bin/env bash
# The development server in its container, with the settings of docker-compose.dev.yml's services.
# Usage: docker/dev/server.sh                  builds, migrates, serves, and builds again whenever a source changes
#        docker/dev/server.sh COMMAND [...]    another command of financial-mcp with the same settings, such as token or smoke
# What .env.dev of the checkout says is taken as well; the addresses and database of this stack win over it.
set -euo pipefail
cd "$(dirname "$0")/../.."
secrets=${SECRETS:-/run/dev-secrets}
program=${ARTIFACTS:?set it to the folder that what is built goes to}/bin/FinancialMcp.Mcp/debug/financial-mcp.dll

# given NAME: whether .env.dev gives it a value.
given() { [ -f .env.dev ] && grep -qE "^[[:space:]]*(export[[:space:]]+)?$1=.+" .env.dev; }

settings() {
    export ENVIRONMENT=development HOST=0.0.0.0 PORT=8082 ADMIN_PORT=8083 METRICS_PORT=9090 DEV_ALLOW_REMOTE=true
    export PUBLIC_URL=http://localhost:8082 ADMIN_ENABLED=true ADMIN_URL=https://localhost:8083
    export TLS_CERT_PATH=$secrets/tls.crt TLS_KEY_PATH=$secrets/tls.key
    export ALLOWED_HOSTS=localhost,127.0.0.1,mcp-financial-server
    export ACCOUNT_SERVICE_URL=http://account-service:8080 TRANSACTION_SERVICE_URL=http://transaction-service:8081
    export BACKEND_JWT_SECRET_FILE=$secrets/backend-jwt
    export DB_HOST=postgres DB_PORT=5432 DB_NAME=financial_mcp DB_SSL_MODE=disable
    export DB_USER=financial_mcp DB_PASSWORD_FILE=$secrets/db-server
    export DB_SEALER_USER=financial_mcp_sealer DB_SEALER_PASSWORD_FILE=$secrets/db-sealer
    export REDIS_URL=redis://redis:6379/0 DATA_DIR=/data
    given JWT_SECRET || given JWT_SECRET_FILE || export JWT_SECRET_FILE=$secrets/jwt
    given LOG_LEVEL || export LOG_LEVEL=DEBUG
    given LOG_FILE || export LOG_FILE=$PWD/logs/mcp-server.log # dotnet watch runs it in the folder of its project
}

# As the tables' owner: the server itself never is.
migrate() {
    DB_MIGRATION_USER=financial_mcp_owner DB_MIGRATION_PASSWORD_FILE=$secrets/db-owner \
        DB_READER_USER=financial_mcp_reader DB_RETENTION_USER=financial_mcp_keeper dotnet "$program" migrate "${file[@]}"
}

# What is built here stays out of the checkout: there it would be mixed up with what the host builds. The analyzers take most of a build's
# time, and build/test.sh asks them.
serve() {
    export ArtifactsPath=$ARTIFACTS RunAnalyzers=false
    dotnet build src/Mcp -v q -nologo
    migrate
    exec dotnet watch --non-interactive --project src/Mcp run --no-launch-profile -- serve "${file[@]}"
}

file=()
[ ! -f .env.dev ] || file=(--env-file "$PWD/.env.dev")
settings
case "${1:-serve}" in
    serve) serve ;;
    migrate) migrate ;;
    *) exec dotnet "$program" "$@" "${file[@]}" ;;
esac
