#!/usr/bin/env bash
# Writes what the server is made of: sbom.json (CycloneDX 1.5), every package of its lock file with version, digest and licence; and
# licences.txt, the same for reading. Restore first: the licences stand in the packages.
# Usage: build/sbom.sh [FOLDER]      where the two files go; default: artifacts
# Exit 0, 1 when a package is not there or names no licence, 2 for wrong usage.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ $# -gt 1 ] || [[ ${1:-} == -* ]]; then
    echo "Usage: build/sbom.sh [FOLDER]" >&2
    exit 2
fi
to=${1:-artifacts}
lock=src/Mcp/packages.lock.json
cache=${NUGET_PACKAGES:-$HOME/.nuget/packages}

fail() {
    echo "sbom.sh: $*" >&2
    exit 1
}

command -v jq >/dev/null 2>&1 || fail "jq is missing. Install it: this script reads and writes JSON with it."

# licence SPECIFICATION: an SPDX expression, or the address or the file that the package has in its place.
licence() {
    local found
    found=$(tr -d '\r\n' <"$1" | grep -oP '<license type="expression">\K[^<]+' || true)
    # Beside a file there is an address that says only that there is one.
    [ -n "$found" ] || found=$(tr -d '\r\n' <"$1" | grep -oP '<license type="file">\K[^<]+' || true)
    [ -n "$found" ] || found=$(tr -d '\r\n' <"$1" | grep -oP '<licenseUrl>\K[^<]+' || true)
    printf '%s' "$found"
}

# packages: name, version and digest of each, once, those of our own left out.
packages() {
    jq -r '[.dependencies[] | to_entries[] | select(.value.type != "Project")
        | [.key, .value.resolved, (.value.contentHash // "")]] | unique | .[] | @tsv' "$lock"
}

rows=$(mktemp)
trap 'rm -f "$rows"' EXIT
while IFS=$'\t' read -r name version digest; do
    folder=$cache/${name,,}/${version,,}
    specification=$folder/${name,,}.nuspec
    [ -f "$specification" ] || fail "$name $version is not in $cache. Run: dotnet restore --locked-mode"
    terms=$(licence "$specification")
    [ -n "$terms" ] || fail "$name $version names no licence. Look at $folder and decide whether it may be used."
    printf '%s\t%s\t%s\t%s\n' "$name" "$version" "$digest" "$terms" >>"$rows"
done < <(packages)

mkdir -p "$to"
jq -R -s --arg version "$(git rev-parse HEAD 2>/dev/null || echo unknown)" '{
    bomFormat: "CycloneDX", specVersion: "1.5", version: 1,
    metadata: {component: {type: "application", name: "financial-mcp", version: $version}},
    components: [split("\n")[] | select(. != "") | split("\t") | {
        type: "library", name: .[0], version: .[1], purl: "pkg:nuget/\(.[0])@\(.[1])",
        licenses: [if .[3] | test("^https?://") then {license: {name: "see url", url: .[3]}}
            elif .[3] | test("\\.(txt|md)$"; "i") then {license: {name: .[3]}}
            else {expression: .[3]} end]}
        + if .[2] == "" then {} else {properties: [{name: "nuget:contentHash", value: .[2]}]} end]}' "$rows" >"$to/sbom.json"
awk -F '\t' '{ printf "%-60s %-20s %s\n", $1, $2, $4 }' "$rows" >"$to/licences.txt"
echo "$(wc -l <"$rows") packages: $to/sbom.json, $to/licences.txt"
