#!/bin/sh
# Builds the binary of a release twice, in two directories with nothing in the
# cache, and compares. The scoreboard reads the last line.

set -eu
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'chmod -R u+w "$work"; rm -rf "$work"' EXIT
for name in one another-place; do
	mkdir "$work/$name"
	git archive HEAD | tar -x -C "$work/$name"
	GOCACHE=$work/$name/.cache/go "$work/$name/deploy/binary.sh" "${1:-amd64}" "$work/$name.bin"
	sha256sum "$work/$name.bin"
done
if cmp "$work/one.bin" "$work/another-place.bin"; then
	echo "builds: compared=2 equal=2"
else
	echo "builds: compared=2 equal=1"
	exit 1
fi
