#!/usr/bin/env bash
# Builds and runs every anchor on generated (or given) inputs; one JSON line per figure on stdout.
#   bench/anchors.sh [FILE...]       BENCH_WORK (inputs and binaries are kept there), BENCH_RUNS (5)
#   bench/anchors.sh --build         builds anchors, panicparse's pp and the inputs, and ends
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
work="${BENCH_WORK:-$here/.corpus}"
mkdir -p "$work"
export GOFLAGS=-mod=mod GOWORK=off

if [ ! -x "$work/anchors" ] || [ ! -x "$work/pp" ]; then
  rm -rf "$work/anchors-src" && mkdir -p "$work/anchors-src" && cp "$here"/anchors/* "$work/anchors-src/"
  cd "$work/anchors-src"
  go mod download go.uber.org/goleak
  cp -r "$(go list -m -f '{{.Dir}}' go.uber.org/goleak)" goleak && chmod -R u+w goleak && find goleak -name '*_test.go' -delete
  cp goleak_export.go.txt goleak/export_bench.go && cp stack_export.go.txt goleak/internal/stack/export_bench.go
  go mod edit -replace go.uber.org/goleak=./goleak
  nice go build -o "$work/anchors" .
  nice go build -o "$work/pp" github.com/maruel/panicparse/v2/cmd/pp
fi
if [ ! -f "$work/dump-64m.txt" ] || [ ! -f "$work/goroutine-1m.pb.gz" ]; then
  rm -rf "$work/gen-src" && cp -r "$here/gen" "$work/gen-src" && cd "$work/gen-src" && nice go run . "$work" >&2
fi
if [ "${1:-}" = --build ]; then exit 0; fi
if [ $# -eq 0 ]; then set -- "$work/dump-8m.txt" "$work/dump-64m.txt" "$work/goroutine-1m.pb.gz"; fi
nice "$work/anchors" -runs "${BENCH_RUNS:-5}" "$@"
