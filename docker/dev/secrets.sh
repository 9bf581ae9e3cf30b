#!/usr/bin/env bash
# Makes the secrets of the development stack in FOLDER, each once: keys, passwords and the certificate of the admin pages.
# Usage: docker/dev/secrets.sh FOLDER
set -euo pipefail

if [ $# != 1 ]; then
    sed -n '3s/^# //p' "$0" >&2
    exit 2
fi
folder=$1

# random NAME: 48 random characters, kept.
random() { [ -s "$folder/$1" ] || head -c 36 /dev/urandom | base64 -w 0 >"$folder/$1"; }

certificate() {
    [ -s "$folder/tls.crt" ] && [ -s "$folder/tls.key" ] && return
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -noenc -days 825 -subj /CN=localhost \
        -addext "subjectAltName=DNS:localhost,IP:127.0.0.1" -keyout "$folder/tls.key" -out "$folder/tls.crt" 2>&1
}

mkdir -p "$folder"
for name in jwt backend-jwt db-admin db-owner db-server db-sealer db-reader db-keeper; do random "$name"; done
certificate
# Each container has a user of its own, and only this stack mounts the volume.
chmod 755 "$folder"
chmod 444 "$folder"/*
echo "the secrets are in $folder"
