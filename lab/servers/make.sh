#!/usr/bin/env bash
# Traces of three real servers under load on loopback: nats-server, Caddy, a gRPC service. Needs Go and the module proxy.
#   lab/servers/make.sh [nats|caddy|grpc ...]      LAB_BIN (binaries), LAB_SECONDS (25)
# Writes lab/servers/.traces/NAME.trace; servers and load end by themselves, too.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
bin="${LAB_BIN:-$here/.bin}"
seconds="${LAB_SECONDS:-25}"
mkdir -p "$bin" "$here/.traces"
export CGO_ENABLED=0

build() { # NAME FOLDER PACKAGE
  if [ ! -x "$bin/$1" ]; then (cd "$2" && nice go build -trimpath -o "$bin/$1" "$3"); fi
}

record() { # NAME PROFILES LOAD...
  local name="$1" profiles="$2"
  shift 2
  for _ in $(seq 100); do
    if curl -sf -o /dev/null "http://$profiles/debug/pprof/"; then break; fi
    sleep 0.1
  done
  "$bin/load" -for "$((seconds + 4))s" "$@" &
  local load=$!
  sleep 2
  curl -sf -o "$here/.traces/$name.trace" "http://$profiles/debug/pprof/trace?seconds=$seconds"
  curl -sf -o "$here/.traces/$name.dump.txt" "http://$profiles/debug/pprof/goroutine?debug=2"
  wait "$load"
  ls -l "$here/.traces/$name.trace"
}

serve() { # starts a server that `server` names for the end
  "$@" >/dev/null 2>&1 &
  server=$!
  trap 'kill "$server" 2>/dev/null || true' EXIT
}

finish() {
  kill "$server"
  wait "$server" 2>/dev/null || true
}

build load "$here" ./load
for name in "${@:-nats caddy grpc}"; do
  for one in $name; do
    case "$one" in
      nats)
        build natsd "$here/../natsd" .
        PORT=9311 HTTP_PORT=9312 PROF_PORT=9313 serve "$bin/natsd"
        record nats 127.0.0.1:9313 -kind nats -addr 127.0.0.1:9311 -clients 64 -pause 200us
        finish
        ;;
      caddy)
        build caddy "$here/../caddy" .
        printf '{\n\tadmin 127.0.0.1:9322\n\tauto_https off\n}\nhttp://127.0.0.1:9321 {\n\tencode gzip\n\trespond "hello {http.request.uri.path}"\n}\n' >"$bin/Caddyfile"
        XDG_CONFIG_HOME="$bin/home" XDG_DATA_HOME="$bin/home" serve "$bin/caddy" run --adapter caddyfile --config "$bin/Caddyfile"
        record caddy 127.0.0.1:9322 -kind http -addr 127.0.0.1:9321 -clients 64 -pause 1ms
        finish
        ;;
      grpc)
        build grpcd "$here" ./grpcd
        serve "$bin/grpcd" -listen 127.0.0.1:9331 -profile 127.0.0.1:9332
        record grpc 127.0.0.1:9332 -kind grpc -addr 127.0.0.1:9331 -clients 128 -pause 200us
        finish
        ;;
      *)
        echo "usage: lab/servers/make.sh [nats|caddy|grpc ...]" >&2
        exit 2
        ;;
    esac
  done
done
