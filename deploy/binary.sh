#!/bin/sh
# Builds the binary of a release: static, the same bytes in any directory.
#
#   deploy/binary.sh amd64 sluice

set -eu
arch=${1:?usage: deploy/binary.sh ARCHITECTURE FILE}
file=${2:?usage: deploy/binary.sh ARCHITECTURE FILE}
case $file in /*) ;; *) file=$PWD/$file ;; esac
cd "$(dirname "$0")/.."
export CGO_ENABLED=0 GOTOOLCHAIN=local GOFLAGS=-trimpath GOOS=linux GOARCH="$arch"
exec go build -buildvcs=false -ldflags '-s -w -buildid=' -o "$file" ./cmd/sluice
