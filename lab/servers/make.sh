#!/usr/bin/env bash
# Traces of three real servers under load on loopback: nats-server, Caddy, a gRPC service. Needs Go and the module proxy.
#   lab/servers/make.sh [nats|caddy|grpc ...]      LAB_BIN (binaries), LAB_SECONDS (25), LAB_MB (20, recorded
#   again for up to 120 s while it is smaller), LAB_PORT (9310, the first of 30)
# Writes lab/servers/.traces/NAME.trace (a generation is about a second) and NAME.dump.txt, a dump of the same process right
# after; servers and load end by themselves, too. `npm run bench -- servers` runs this and compares with Go's reader.
set -euo pipefail
here="$(cd "$(dirname "$0")" && pwd)"
bin="${LAB_BIN:-$here/.bin}"
seconds="${LAB_SECONDS:-25}"
least="${LAB_MB:-20}"
port="${LAB_PORT:-9310}"
nats=$((port + 1)) caddy=$((port + 11)) grpc=$((port + 21))
mkdir -p "$bin" "$here/.traces"
export CGO_ENABLED=0

build() { # NAME FOLDER PACKAGE
  if [ ! -x "$bin/$1" ]; then (cd "$2" && nice go build -p 1 -trimpath -o "$bin/$1" "$3"); fi
}

record() { # NAME PROFILES LOAD...
  local name="$1" profiles="$2"
  shift 2
  for _ in $(seq 100); do
    if curl -sf -o /dev/null "http://$profiles/debug/pprof/"; then break; fi
    sleep 0.1
  done
  local long="$seconds" trace="$here/.traces/$name.trace"
  while :; do
    "$bin/load" -for "$((long + 4))s" "$@" &
    local load=$!
    sleep 2
    curl -sf -o "$trace" "http://$profiles/debug/pprof/trace?seconds=$long"
    curl -sf -o "$here/.traces/$name.dump.txt" "http://$profiles/debug/pprof/goroutine?debug=2"
    wait "$load"
    # A busy machine writes less in the same time: then for longer, in proportion and a half.
    local size=$(($(stat -c %s "$trace") / 1000))
    if [ "$size" -ge $((least * 1000)) ] || [ "$long" -ge 120 ]; then break; fi
    long=$((long * least * 1500 / (size + 1) + 1))
    if [ "$long" -gt 120 ]; then long=120; fi
  done
  ls -l "$trace"
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
        PORT=$nats HTTP_PORT=$((nats + 1)) PROF_PORT=$((nats + 2)) serve "$bin/natsd"
        record nats "127.0.0.1:$((nats + 2))" -kind nats -addr "127.0.0.1:$nats" -clients 64 -pause 200us
        finish
        ;;
      caddy)
        build caddy "$here/../caddy" .
        printf '{\n\tadmin 127.0.0.1:%s\n\tauto_https off\n}\nhttp://127.0.0.1:%s {\n\tencode gzip\n\trespond "hello {http.request.uri.path}"\n}\n' \
          "$((caddy + 1))" "$caddy" >"$bin/Caddyfile"
        XDG_CONFIG_HOME="$bin/home" XDG_DATA_HOME="$bin/home" serve "$bin/caddy" run --adapter caddyfile --config "$bin/Caddyfile"
        record caddy "127.0.0.1:$((caddy + 1))" -kind http -addr "127.0.0.1:$caddy" -clients 64 -pause 1ms
        finish
        ;;
      grpc)
        build grpcd "$here" ./grpcd
        serve "$bin/grpcd" -listen "127.0.0.1:$grpc" -profile "127.0.0.1:$((grpc + 1))"
        record grpc "127.0.0.1:$((grpc + 1))" -kind grpc -addr "127.0.0.1:$grpc" -clients 128 -pause 200us
        finish
        ;;
      *)
        echo "usage: lab/servers/make.sh [nats|caddy|grpc ...]" >&2
        exit 2
        ;;
    esac
  done
done
