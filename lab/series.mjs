// What is recorded: one entry per series. `leaks[].birthSite` is checked
// against the last dump; park and user sites are read from it.
import { execFileSync, spawn } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import { ask, at, bursts, sleep, steady, streams, tcpClients, wave, webSockets } from "./loads.mjs";

let kind = 0; // no two services have the same traffic
const usual = (paths, o = {}) => {
  kind += 1;
  const phase = (kind * 37) % 90;
  return [
    wave(paths, { phase, ...o }),
    wave(["/report?ms=1700"], { low: 0.1, high: 3 + (kind % 4), period: 71 + ((kind * 13) % 60), phase, sockets: 30 }),
    bursts("/report?ms=1200", { every: 118 + (kind % 5) * 6, first: 15 + ((kind * 11) % 60), size: 14 + ((kind * 7) % 16), ...o.burst }),
    streams("/events", { count: 3 + (kind % 5), life: 60 + ((kind * 17) % 60), ...o.stream }),
  ];
};
const usualNoise = [
  "bursts of 14 to 29 slow requests about every 2 minutes; their keep-alive connections stay idle for 75 s, then the server closes them",
  "quick requests that ramp between 1 and 6 a second and slow ones (1.7 s) between 0.1 and 3 to 6 a second, in waves of different length, not in proportion to the leak",
  "3 to 7 server-sent-event streams of 1 to 2 minutes each, hub subscribers",
  "a fixed pool of 4 workers, a housekeeping ticker",
];
const my = (sql) => execFileSync("mysql", ["-h", "127.0.0.1", "-u", "root", "-e", sql], { stdio: "ignore" });
const pg = (sql) => execFileSync("psql", ["-h", "127.0.0.1", "-U", "postgres", "-q", "-c", sql], { stdio: "ignore" });

export const series = [
  // ---- leaking
  {
    name: "storefront", dir: "storefront", go: "go1.26.8", metrics: true, needs: ["upstream"],
    what: "a shop front whose quote client returns before `defer resp.Body.Close()` when the answer is not 200",
    load: [...usual([(n) => `/product?sku=a${n % 40}`, "/healthz"]), steady((n) => `/product?sku=gone-${n}`, { every: 3 })],
    leaks: [
      { scenario: "body not closed on 404", rule: "RS003", accept: ["RS008"], cause: "body-not-closed", birthSite: "net/http.(*Transport).dialConn", at: "net/http.(*persistConn).readLoop", perRequest: 1, why: "the connection waits for its body to be read or closed" },
      { scenario: "body not closed on 404", rule: "RS003", accept: ["RS008"], cause: "body-not-closed", birthSite: "net/http.(*Transport).dialConn", at: "net/http.(*persistConn).writeLoop", perRequest: 1, why: "the writer of the same connection" },
    ],
    noise: [...usualNoise, "up to 8 idle client connections to the quote service"],
  },
  {
    name: "webhooks", dir: "webhooks", go: "go1.24.13", needs: ["upstream"],
    what: "a webhook sender that makes an http.Client with a Transport of its own per delivery; bodies are read and closed, the idle connection of each transport stays",
    load: [...usual(["/status", "/healthz"]), steady((n) => `/deliver?event=e${n}`, { every: 3 })],
    leaks: [
      { scenario: "transport per request", rule: "RS006", cause: "client-per-request", birthSite: "net/http.(*Transport).dialConn", at: "net/http.(*persistConn).readLoop", perRequest: 1, why: "each transport keeps its idle connection, no IdleConnTimeout, nobody calls CloseIdleConnections" },
      { scenario: "transport per request", rule: "RS006", cause: "client-per-request", birthSite: "net/http.(*Transport).dialConn", at: "net/http.(*persistConn).writeLoop", perRequest: 1, why: "the writer of the same connection" },
    ],
    noise: usualNoise,
  },
  {
    name: "cart", dir: "cart", go: "go1.26.8", leakProfile: true, metrics: true,
    env: { REDIS: "127.0.0.1:6379", PREFIX: "pwlab:cart:" },
    what: "a cart service that makes a go-redis v8 client per merge and does not close it",
    load: [...usual([(n) => `/cart?user=u${n % 30}`, "/healthz"]), steady((n) => `/merge?user=u${n % 30}`, { every: 3 })],
    teardown: () => { const keys = Array.from({ length: 30 }, (_, i) => `pwlab:cart:u${i}`); execFileSync("redis-cli", ["del", ...keys], { stdio: "ignore" }); },
    leaks: [{ scenario: "redis client per request", rule: "RS006", cause: "client-per-request", birthSite: "github.com/go-redis/redis/v8/internal/pool.NewConnPool", perRequest: 1, why: "the pool's reaper runs until Close" }],
    noise: [...usualNoise, "one shared go-redis client"],
  },
  {
    name: "notify", dir: "notify", go: "go1.26.8",
    env: { NATS: "nats://127.0.0.1:4222", PREFIX: "pwlab.notify" },
    what: "a notification service that subscribes to one NATS subject per request and never unsubscribes",
    load: [...usual(["/ping", "/healthz"]), steady((n) => `/wait?order=${n}`, { every: 2.5 })],
    leaks: [{ scenario: "NATS subscription per request", rule: "RS005", cause: "subscription-not-closed", birthSite: "github.com/nats-io/nats.go.(*Conn).subscribeLocked", perRequest: 1, why: "each asynchronous subscription has a delivery goroutine until Unsubscribe" }],
    noise: [...usualNoise, "three queue subscriptions for the life of the process", "one NATS connection: read loop and flusher"],
  },
  {
    name: "uploads", dir: "uploads", go: "go1.22.12",
    what: "an upload service that starts a progress reporter per upload, a ticker loop without any end",
    load: [...usual(["/list", "/healthz"]), steady((n) => `/upload?id=f${n}`, { every: 2.5, method: "POST", body: "x".repeat(900) })],
    leaks: [{ scenario: "ticker loop per request", rule: "GL016", accept: ["GL007", "RS001"], cause: "start-without-stop", birthSite: "example.com/shop/uploads/internal/progress.(*Tracker).Begin", perRequest: 1, why: "for range tick.C ends only if somebody ends it; it makes progress and leaks" }],
    noise: usualNoise,
  },
  {
    name: "search", dir: "search", go: "go1.27.3", leakProfile: true, metrics: true,
    what: "a search service that takes the first of three answers from an unbuffered channel; the slower two stay in their send",
    load: [...usual([(n) => `/search?q=lamp${n % 7}`, "/healthz"]), steady((n) => `/suggest?q=la${n}`, { every: 4 })],
    leaks: [{ scenario: "first answer wins", rule: "GL003", accept: ["GL008"], cause: "abandoned-send", birthSite: "example.com/shop/search/internal/replica.(*Set).First", perRequest: 2, why: "nobody receives the second and third answer" }],
    noise: [...usualNoise, "pprof labels per handler"],
  },
  {
    name: "reports", dir: "reports", go: "go1.25.14",
    setup: () => my("DROP DATABASE IF EXISTS pwlab_reports; CREATE DATABASE pwlab_reports"),
    teardown: () => my("DROP DATABASE pwlab_reports"),
    env: { MYSQL: "root@tcp(127.0.0.1:3306)/pwlab_reports" },
    what: "a reporting service whose Latest() reads one row and returns without rows.Close(); each call keeps a connection of the pool",
    load: [...usual(["/total", "/healthz"], { low: 0.5, high: 4 }), steady(() => "/latest", { every: 5.5 })],
    leaks: [
      { scenario: "rows not closed", rule: "RS004", cause: "rows-not-closed", birthSite: "database/sql.(*Rows).initContextClose", perRequest: 1, why: "awaitDone waits for the rows' close or the service's context" },
      { scenario: "rows not closed", rule: "RS004", cause: "rows-not-closed", birthSite: "github.com/go-sql-driver/mysql.(*mysqlConn).startWatcher", perRequest: 1, why: "the connection that the rows hold never returns to the pool" },
    ],
    noise: [...usualNoise, "idle pool of up to 4 connections with their watchers, the pool's opener"],
  },
  {
    name: "preview", dir: "preview", go: "go1.26.8", leakProfile: true, metrics: true,
    what: "a template service that makes an fsnotify watcher per edit and never closes it",
    load: [...usual([(n) => `/render?name=t${n % 9}`, "/healthz"]), steady((n) => `/edit?name=t${n}`, { every: 5.5 })],
    leaks: [
      { scenario: "fsnotify watcher per request", rule: "RS005", cause: "subscription-not-closed", birthSite: "example.com/shop/preview/internal/templates.(*Library).Edit", perRequest: 1, why: "ranges over Events of a watcher that nobody closes" },
      { scenario: "fsnotify watcher per request", rule: "RS005", cause: "subscription-not-closed", birthSite: "github.com/fsnotify/fsnotify.newBackend", perRequest: 1, why: "the watcher's own reader" },
    ],
    noise: [...usualNoise, "one watcher for the life of the process"],
  },
  {
    name: "sessions", dir: "sessions", go: "go1.26.8",
    what: "a session store whose Renew opens a session and forgets its cancel function; a goroutine per session waits on ctx.Done()",
    load: [...usual([(n) => `/visit?user=v${n}`, "/healthz"]), steady((n) => `/renew?user=r${n}`, { every: 2.5 })],
    leaks: [{ scenario: "cancel never called", rule: "CX003", accept: ["CX001", "GL006"], cause: "cancel-never-called", birthSite: "example.com/shop/sessions/internal/session.(*Manager).Open", perRequest: 1, why: "waits for a context that nobody cancels before the process ends" }],
    noise: usualNoise,
  },
  {
    name: "gateway", dir: "gateway", go: "go1.27.3", leakProfile: true, metrics: true,
    what: "a gateway that derives a context from a parent of a type of its own and does not cancel it on the short path: package context starts a relay goroutine for each",
    load: [...usual([(n) => `/route?tenant=t${n % 9}&path=/p/${n % 25}`, "/healthz"]), steady((n) => `/route?tenant=t${n % 9}&path=/static/${n}`, { every: 2.5 })],
    leaks: [{ scenario: "custom parent context", rule: "CX014", accept: ["CX002", "CX001"], cause: "custom-parent-relay", birthSite: "context.(*cancelCtx).propagateCancel", perRequest: 1, why: "the relay waits for the parent (never) or the child (cancel not called)" }],
    noise: [...usualNoise, "relays of requests in flight, which are cancelled"],
  },
  {
    name: "alerts", dir: "alerts", go: "go1.25.14",
    env: { POSTGRES: "postgres://postgres@127.0.0.1:5432/postgres?application_name=pwlab_alerts" },
    what: "an alert service that opens a PostgreSQL connection per subscriber and listens on it for ever",
    load: [...usual(["/rules", "/healthz"], { low: 0.5, high: 4 }), steady((n) => `/subscribe?topic=t${n}`, { every: 7, max: 38 })],
    leaks: [
      { scenario: "pgx listen loop per request", rule: "RS005", accept: ["RS006", "GL016"], cause: "subscription-not-closed", birthSite: "example.com/shop/alerts/internal/feed.(*Feed).Subscribe", perRequest: 1, why: "waits for notifications of a subscriber who has long gone" },
      { scenario: "pgx listen loop per request", rule: "RS005", accept: ["RS006", "GL016"], cause: "subscription-not-closed", birthSite: "github.com/jackc/pgx/v5/pgconn/ctxwatch.(*ContextWatcher).Watch", perRequest: 1, why: "the context watcher of the same connection" },
    ],
    noise: [...usualNoise, "a pgxpool of up to 4 connections and its health check"],
  },
  {
    name: "export", dir: "export", go: "go1.24.13",
    what: "an export pipeline whose reader returns on a bad row without closing the channel that the writer ranges over",
    load: [...usual([(n) => `/export?rows=${n % 12}`, "/healthz"]), steady((n) => `/export?rows=${14 + n}`, { every: 2.5 })],
    leaks: [{ scenario: "range over a channel that is never closed", rule: "GL005", cause: "range-never-closed", birthSite: "example.com/shop/export/internal/pipeline.Run", perRequest: 1, why: "the only closer returned early" }],
    noise: usualNoise,
  },
  {
    name: "ledger", dir: "ledger", go: "go1.26.8", metrics: true,
    what: "a ledger whose Post returns with the lock held when an account is overdrawn: after 120 s every transfer hangs",
    load: [...usual(["/rates", "/healthz"]), steady((n) => `/transfer?account=a${n % 12}&cents=${100 + n}`, { every: 1.7, timeout: 6000 }), at(120, async (c) => { await fetch(`${c.base}/transfer?account=zz&cents=-5`).then((r) => r.text()); })],
    leaks: [{ scenario: "lock kept on an error return", rule: "GL012", accept: ["GL013", "GL022"], cause: "lock-kept-on-return", birthSite: "net/http.(*Server).Serve", at: "example.com/shop/ledger/internal/book.(*Book).Post", perRequest: 1, why: "the mutex is held by nobody that runs; handlers pile up after the client has gone" }],
    noise: [...usualNoise, "before 120 s the same transfers are served at once"],
  },
  {
    name: "batch", dir: "batch", go: "go1.24.13",
    what: "a job runner that registers for SIGHUP per job and never calls signal.Stop",
    load: [...usual(["/jobs", "/healthz"]), steady((n) => `/run?job=j${n}`, { every: 2.5 })],
    leaks: [{ scenario: "signal.Notify per request", rule: "RS010", cause: "signal-without-stop", birthSite: "example.com/shop/batch/internal/job.(*Runner).Run", perRequest: 1, why: "ranges over a signal channel that package signal still holds" }],
    noise: usualNoise,
  },
  {
    name: "archive", dir: "archive", go: "go1.26.8", leakProfile: true, metrics: true,
    what: "an archive that packs into an io.Pipe; the store refuses what is too large and leaves the read end open",
    load: [...usual([(n) => `/archive?orders=${20 + (n % 30)}`, "/healthz"]), steady((n) => `/archive?orders=${3000 + n}`, { every: 2.5 })],
    leaks: [{ scenario: "pipe reader not closed", rule: "RS009", cause: "pipe-end-not-closed", birthSite: "example.com/shop/archive/internal/objects.(*Store).Archive", perRequest: 1, why: "writes into a pipe that nobody reads" }],
    noise: usualNoise,
  },
  {
    name: "tenants", dir: "tenants", go: "go1.22.12",
    what: "a profile service that makes an expirable LRU (golang-lru v2) per import; its cleaner cannot be stopped",
    load: [...usual([(n) => `/profile?id=${n % 50}`, "/healthz"]), steady((n) => `/import?batch=b${n}`, { every: 2.5 })],
    leaks: [{ scenario: "cache per request", rule: "RS011", cause: "pool-or-cache-per-instance", birthSite: "github.com/hashicorp/golang-lru/v2/expirable.NewLRU[...]", perRequest: 1, why: "v2.0.7 starts deleteExpired and has no Close" }],
    noise: [...usualNoise, "one cache for the life of the process with its cleaner"],
  },
  {
    name: "tracking", dir: "tracking", go: "go1.24.13", needs: ["grpc"],
    what: "a parcel tracker that opens a gRPC server stream per request, takes its first message and leaves it with the service's context",
    load: [...usual(["/carrier", "/healthz"]), steady((n) => `/parcel?id=p${n}`, { every: 2.5 })],
    leaks: [{ scenario: "gRPC stream per request", rule: "RS005", accept: ["CX001", "CX003"], cause: "subscription-not-closed", birthSite: "google.golang.org/grpc.newClientStreamWithParams", perRequest: 1, why: "each stream has a goroutine that waits for its context" }],
    noise: [...usualNoise, "one gRPC connection: reader, loopy writer, serializers"],
  },
  {
    name: "pricing", dir: "pricing", go: "go1.27.3", leakProfile: true, metrics: true, needs: ["grpc"],
    what: "a price service that calls grpc.NewClient per request and never closes it",
    load: [...usual(["/price", "/healthz"]), steady((n) => `/vat?country=c${n}`, { every: 6.5 })],
    leaks: [
      { scenario: "gRPC client per request", rule: "RS006", cause: "client-per-request", birthSite: "google.golang.org/grpc/internal/transport.NewHTTP2Client", at: "google.golang.org/grpc/internal/transport.(*http2Client).reader", perRequest: 1, why: "reader of a connection that nobody closes" },
      { scenario: "gRPC client per request", rule: "RS006", cause: "client-per-request", birthSite: "google.golang.org/grpc/internal/transport.NewHTTP2Client", at: "google.golang.org/grpc/internal/transport.(*loopyWriter).run", perRequest: 1, why: "writer of the same connection" },
      { scenario: "gRPC client per request", rule: "RS006", cause: "client-per-request", birthSite: "google.golang.org/grpc/internal/grpcsync.NewCallbackSerializer", perRequest: 3, why: "the client's serializers" },
    ],
    noise: usualNoise,
  },
  {
    name: "delivery", dir: "delivery", go: "go1.26.8", leakProfile: true, metrics: true,
    what: "a slot planner whose caller gives up after 60 ms; the late answer, a field, is sent on an unbuffered channel of the same object, so the runtime's profile cannot prove it",
    load: [...usual([(n) => `/slots?zip=${1000 + (n % 50)}`, "/healthz"]), steady((n) => `/slots?zip=9${n}`, { every: 2.5 })],
    leaks: [{ scenario: "late answer after a time-out", rule: "GL003", cause: "abandoned-send", birthSite: "example.com/shop/delivery/internal/slots.(*Planner).Offer", perRequest: 1, why: "sends after the only receiver has given up" }],
    noise: [...usualNoise, "planners in time, which end"],
  },

  // ---- healthy
  {
    name: "catalog", dir: "catalog", go: "go1.27.3", leakProfile: true, metrics: true,
    env: { POSTGRES: "postgres://postgres@127.0.0.1:5432/postgres?application_name=pwlab_catalog", REDIS: "127.0.0.1:6379", PREFIX: "pwlab:catalog:" },
    what: "a catalogue over database/sql (pgx) and go-redis, keep-alive bursts, a worker pool, a Redis subscription; nothing leaks",
    load: [...usual([(n) => `/article?id=${n % 30}`, (n) => `/related?id=${n % 20}`, "/healthz"], { low: 1, high: 8, burst: { size: 40, every: 115 } })],
    noise: ["bursts of 40 slow requests every 115 s, 40 idle keep-alive connections for 75 s after each", "6 server-sent-event streams", "a database/sql pool of up to 8 connections", "a go-redis pool and one subscription with its channel goroutines", "fan-out goroutines per request that end"],
  },
  {
    name: "catalog-restart", dir: "catalog", bin: "catalog-restart", target: "catalog", go: "go1.26.8", metrics: true, moments: 24, every: 15,
    env: { POSTGRES: "postgres://postgres@127.0.0.1:5432/postgres?application_name=pwlab_catalog2", REDIS: "127.0.0.1:6379", PREFIX: "pwlab:catalog2:" },
    what: "the same catalogue, deployed anew in the middle of the series (same port, goroutine ids begin again); traffic is higher after the restart; nothing leaks",
    load: [...usual([(n) => `/article?id=${n % 30}`, (n) => `/related?id=${n % 20}`], { low: 1, high: 6, burst: { size: 15, every: 60 } }), async (c) => bursts("/report?ms=900", { first: 172, every: 62, size: 25 })(c), at(160, (c) => c.restart())],
    noise: ["a restart after 161 s: ids and the process start time begin again, /metrics counters too", "the second process has more idle keep-alive connections than the first"],
  },
  {
    name: "chat", dir: "chat", go: "go1.24.13",
    what: "a WebSocket service (gorilla, read and write pump per connection; the handler has returned after the upgrade) whose connections rise for the whole series; nothing leaks",
    load: [wave(["/who", "/healthz"], { high: 3 }), bursts("/report?ms=900", { size: 10 }), webSockets("/ws", (t) => 4 + t * 0.2)],
    noise: ["WebSockets rise from 4 to 62 in step with the clients, two pumps each, no handler goroutine"],
  },
  {
    name: "quotes", dir: "quotes", go: "go1.22.12", ports: ["stream"],
    env: (p) => ({ STREAM: `127.0.0.1:${p.stream}` }),
    what: "a TCP price stream: per client a reader and a writer loop that waits on a sync.Cond; the clients rise for the whole series; nothing leaks",
    load: [wave(["/clients", "/healthz"], { high: 3 }), tcpClients((c) => `127.0.0.1:${c.ports.stream}`, "hello\n", (t) => 5 + t * 0.18)],
    noise: ["clients rise from 5 to 57; each has a writer in sync.Cond.Wait and a reader in IO wait"],
  },
  {
    name: "billing", dir: "billing", go: "go1.25.14", metrics: true,
    setup: () => my("DROP DATABASE IF EXISTS pwlab_billing; CREATE DATABASE pwlab_billing"),
    teardown: () => my("DROP DATABASE pwlab_billing"),
    env: { MYSQL: "root@tcp(127.0.0.1:3306)/pwlab_billing" },
    what: "a billing service whose connection pool grows burst by burst to its high-water mark of about 38 connections and stays there; nothing leaks",
    load: [
      wave(["/invoice", "/healthz"], { low: 1, high: 5 }),
      ...[[20, 8], [60, 14], [100, 22], [140, 30], [180, 36], [215, 36], [255, 36]].map(([when, size]) => bursts("/invoice", { first: when, every: 100000, size })),
    ],
    noise: ["a watcher goroutine per pooled MySQL connection: 1 at first, 38 from 200 s on, then flat", "bursts of 8 to 36 requests; the client keeps its connections open"],
  },
  {
    name: "orders", dir: "orders", go: "go1.26.8", leakProfile: true, metrics: true, ports: ["grpc"], also: [{ name: "orders-load", pkg: "./cmd/load" }],
    env: (p) => ({ GRPC_LISTEN: `127.0.0.1:${p.grpc}` }),
    what: "a gRPC service with unary calls that ramp, bursts of slow calls, and up to 32 server streams of 40–140 s over 8 connections; nothing leaks",
    load: [grpcLoad, wave(["/healthz"], { high: 2 }), wave(["/report?ms=1500"], { low: 0.1, high: 6, period: 100, sockets: 20 }), bursts("/report?ms=700", { size: 10, every: 120 })],
    noise: ["32 long server streams that come and go", "8 client connections with reader, writer and keep-alive", "bursts of 32 slow unary calls every 70 s"],
  },
  {
    name: "caddy", dir: "caddy", go: "go1.26.8", leakProfile: true, metrics: true, needs: ["upstream"],
    args: (p) => ["run", "--config", `/tmp/app/caddy-${p.listen}.json`],
    setup: caddyConfig, teardown: (p) => rmSync(`/tmp/app/caddy-${p.listen}.json`, { force: true }),
    env: { XDG_CONFIG_HOME: "/tmp/app/caddy-home", XDG_DATA_HOME: "/tmp/app/caddy-home" },
    what: "the real Caddy 2.11 as a reverse proxy and file server, with keep-alive bursts; nothing leaks",
    load: [wave([(n) => `/shop/quote?sku=${n}`, "/static"], { low: 1, high: 10, sockets: 20 }), bursts("/shop/quote?sku=b", { size: 40, first: 20, every: 95, leave: 50 }), bursts("/static", { size: 20, first: 50, every: 130, leave: 75 })],
    noise: ["bursts of 40 and 20 connections, idle afterwards for 50 and 75 s, then closed by the client", "idle upstream connections of the reverse proxy (client side readLoop and writeLoop, 2 minutes)", "Caddy's own janitors", "main in select {}, which the leak profile of Go 1.26 marks: a known false positive of the runtime"],
  },
  {
    name: "natsd", dir: "natsd", go: "go1.27.3", leakProfile: true, ports: ["client", "http", "prof"], pprofPort: "prof", firstAt: 3,
    env: (p) => ({ PORT: `${p.client}`, HTTP_PORT: `${p.http}`, PROF_PORT: `${p.prof}` }),
    what: "the real nats-server 2.15 with clients and subscriptions that come and go; nothing leaks",
    load: [
      tcpClients((c) => `127.0.0.1:${c.ports.client}`, (n) => `CONNECT {"verbose":false}\r\nSUB jobs.${n % 7} 1\r\nSUB all 2\r\nPUB all 2\r\nhi\r\nPING\r\n`, (t) => 12 + 14 * Math.sin(t / 17) ** 2 + (t % 80 > 30 && t % 80 < 45 ? 18 : 0), (s, d) => { if (d.includes("PING")) s.write("PONG\r\n"); }),
      async (c) => wave(["/varz", "/connz"], { high: 2 })({ ...c, base: `http://127.0.0.1:${c.ports.http}` }),
      async (c) => bursts("/varz", { size: 15 })({ ...c, base: `http://127.0.0.1:${c.ports.http}` }),
    ],
    noise: ["12 to 44 client connections that come and go (readLoop and writeLoop each, the writer in sync.Cond.Wait)", "monitoring requests with idle keep-alive connections"],
  },
  {
    name: "etcdstore", dir: "etcdstore", go: "go1.26.8", ports: ["client", "peer"], pprofPort: "client", moments: 18,
    env: (p) => ({ CLIENT: `127.0.0.1:${p.client}`, PEER: `127.0.0.1:${p.peer}` }),
    what: "an embedded etcd 3.7 whose watches and leases are opened and closed over its JSON gateway; nothing leaks",
    load: [etcdLoad],
    noise: ["10 to 25 watches over the gateway that come and go, each with its goroutines in the gateway, the client and the server", "leases granted, kept and revoked", "etcd's own loops, about 100"],
  },
  ...[
    ["subscribers", "coderhub", "ramp", "a WebSocket service (coder/websocket) whose handlers stay in a select and have a reader of their own; clients only arrive", ["handlers without read-ahead: they took their connections over; each has started the reader of its connection"]],
    ["edge", "grpcgw", "ramp", "an edge that holds an upstream gRPC stream for each WebSocket, in an errgroup; clients only arrive", ["each handler waits for its group; the gRPC client streams are a trap of use by shape, and in use"]],
    ["events", "redissse", "ramp", "event streams with a Redis subscription each, closed with the stream; clients only arrive", ["a subscription's two goroutines for each stream, by shape a subscription that is not closed"]],
    ["tunnel", "tunnel", "ramp", "public connections become yamux streams of four agents' sessions, copied both ways; clients only arrive", ["a reader and a copy loop for each connection, the copy loop without a time limit"]],
    ["calls", "grpcbidi", "wave", "a gRPC server with streams of both kinds over three connections; clients come and go", ["streams that wait for their client's next message, and streams that only send"]],
    ["shards", "bigpool", "plateau", "a worker for each of 64 shards, started when it is first needed, a hundred idle workers, an ants pool", ["shards fill up over four minutes: growth that ends"]],
  ].map(([name, program, shape, what, noise]) => ({
    name, dir: "peers", bin: "peers", go: "go1.26.8", ports: ["up"], args: ["serve", program],
    env: (p) => ({ UP: `127.0.0.1:${p.up}`, SHAPE: shape }),
    what: `${what}; nothing leaks`, noise,
    load: [(c) => peersLoad(c, program, shape)],
  })),
];

/** The gRPC clients of `orders` are a Go program of their own. */
async function grpcLoad(c) {
  const p = spawn(`${process.env.LAB_BIN ?? "/tmp/app"}/orders-load`, [`127.0.0.1:${c.ports.grpc}`], { stdio: ["pipe", "ignore", "inherit"] });
  await sleep(2 ** 30, c.signal);
  p.stdin.end();
  const t = setTimeout(() => p.kill("SIGKILL"), 3000);
  await new Promise((done) => p.on("exit", done));
  clearTimeout(t);
}

/** The clients of `peers` are the same program. */
async function peersLoad(c, program, shape) {
  const env = { LISTEN: c.base.slice(7), UP: `127.0.0.1:${c.ports.up}`, SHAPE: shape };
  const p = spawn(`${process.env.LAB_BIN ?? "/tmp/app"}/peers`, ["load", program], { env, stdio: ["ignore", "ignore", "inherit"] });
  await sleep(2 ** 30, c.signal);
  p.kill("SIGTERM");
  await new Promise((done) => p.on("exit", done));
}

function caddyConfig(p) {
  const config = {
    admin: { listen: `127.0.0.1:${p.admin}`, config: { persist: false } },
    logging: { logs: { default: { level: "ERROR" } } },
    apps: { http: { servers: { edge: {
      listen: [`127.0.0.1:${p.listen}`], automatic_https: { disable: true }, metrics: {},
      routes: [
        { match: [{ path: ["/shop/*"] }], handle: [{ handler: "rewrite", strip_path_prefix: "/shop" }, { handler: "reverse_proxy", upstreams: [{ dial: `127.0.0.1:${p.upstream}` }] }] },
        { handle: [{ handler: "static_response", body: "hello" }] },
      ],
    } } } },
  };
  writeFileSync(`/tmp/app/caddy-${p.listen}.json`, JSON.stringify(config));
}

async function etcdLoad(c) {
  const base = `http://127.0.0.1:${c.ports.client}`;
  const b64 = (s) => Buffer.from(s).toString("base64");
  const post = (path, body) => ask(base + path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  const watch = async (i) => {
    await sleep(2000 + i * 1700, c.signal);
    while (!c.signal.aborted) {
      const req = http.request(`${base}/v3/watch`, { method: "POST", agent: false }, (res) => res.resume());
      req.on("error", () => {});
      req.end(JSON.stringify({ create_request: { key: b64(`k${i % 5}`) } }));
      await sleep(25000 + i * 3000, c.signal);
      req.destroy();
      await sleep(6000 + (i % 4) * 4000, c.signal);
    }
  };
  const writes = async () => {
    for (let n = 0; !c.signal.aborted; n += 1) {
      void post("/v3/kv/put", { key: b64(`k${n % 5}`), value: b64(`v${n}`) });
      if (n % 6 === 0) void post("/v3/lease/grant", { TTL: 20 + (n % 30) });
      await sleep(900 - 500 * Math.sin(c.seconds() / 20), c.signal);
    }
  };
  await Promise.all([writes(), ...Array.from({ length: 14 }, (_, i) => watch(i))]);
}
