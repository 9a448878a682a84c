#!/bin/sh
# Builds what a release consists of: static binaries, the licences of what is in
# them, bills of materials, checksums, and their signature with the Ed25519 key in the
# file that SLUICE_RELEASE_KEY names (openssl genpkey -algorithm ed25519). The same
# source and the same Go give the same bytes, in any directory. `make golden VERSION=…`
# leaves the release's data for the tests of later ones.

set -eu
version=${1:?usage: deploy/release.sh VERSION [DIRECTORY]}
out=${2:-dist}
cd "$(dirname "$0")/.."
mkdir -p "$out"
export CGO_ENABLED=0 GOTOOLCHAIN=local

go mod verify
mkdir -p .cache
go build -buildvcs=false -o .cache/sbom ./deploy/sbom
for arch in amd64 arm64; do
	binary=$out/sluice-$version-linux-$arch
	deploy/binary.sh "$arch" "$binary"
	.cache/sbom "$binary" "$version" >"$binary.cdx.json"
done

# The licence of each module is part of what its authors ask for.
GOOS=linux GOARCH=amd64 go list -deps -f '{{with .Module}}{{if not .Main}}{{.Path}} {{.Version}} {{.Dir}}{{end}}{{end}}' ./cmd/sluice | LC_ALL=C sort -u |
	while read -r path number dir; do
		for file in "$dir"/LICENSE* "$dir"/LICENCE* "$dir"/COPYING* "$dir"/NOTICE*; do
			if [ -f "$file" ]; then
				printf '== %s %s: %s\n\n' "$path" "$number" "$(basename "$file")"
				cat "$file"
				echo
			fi
		done
	done >"$out/LICENSES.txt"
cp LICENSE "$out/LICENSE"
(cd "$out" && LC_ALL=C sha256sum LICENSE LICENSES.txt sluice-"$version"-linux-* >SHA256SUMS)

if [ -n "${SLUICE_RELEASE_KEY:-}" ]; then
	go run -buildvcs=false ./deploy/sign "$SLUICE_RELEASE_KEY" "$out/SHA256SUMS" >"$out/SHA256SUMS.sig"
else
	echo "not signed: SLUICE_RELEASE_KEY names no key" >&2
fi

if go tool govulncheck ./...; then
	echo "no known holes"
else
	echo "govulncheck has found something, or had no network: look at the above" >&2
	[ "${SLUICE_RELEASE_UNCHECKED:-}" = yes ] || exit 1
fi
