#!/usr/bin/env bash
# The five roles and the database of docs/operations.md, made by PostgreSQL's image when its data folder is new.
set -euo pipefail
secrets=${SECRETS:-/run/dev-secrets}

# role NAME SECRET: psql reads the password's file itself, so that no command line shows it.
role() {
    ROLE=$1 SECRET_FILE=$secrets/$2 psql --quiet --set ON_ERROR_STOP=1 --username postgres <<'SQL'
\set role `printf %s "$ROLE"`
\set secret `cat "$SECRET_FILE"`
create role :"role" login password :'secret';
SQL
}

role financial_mcp_owner db-owner
role financial_mcp db-server
role financial_mcp_sealer db-sealer
role financial_mcp_reader db-reader
role financial_mcp_keeper db-keeper
psql --quiet --set ON_ERROR_STOP=1 --username postgres --command "create database financial_mcp owner financial_mcp_owner"
