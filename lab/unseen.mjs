// Leaks and hangs that were written to be missed: real libraries in a service that is otherwise healthy. One program,
// `unseen NAME`; the other ends of connections run in a second process of it, `unseen peers`.
const u = (name, rule, leak, more = {}) => ({
  name: `unseen-${name}`, target: name, dir: "unseen", bin: "unseen", out: `unseen/${name}`, go: "go1.26.8", leakProfile: true,
  args: [name], ports: ["peers"], moments: 7, every: 4, firstAt: 5, what: leak.why,
  env: (p) => ({ PEERS: String(20000 + (p.peers % 1000) * 10), POSTGRES: "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable&application_name=pwlab_unseen" }),
  leaks: [{ scenario: name, rule, cause: leak.cause ?? rule, birthSite: leak.birth, ...(leak.at ? { at: leak.at } : {}), ...(leak.accept ? { accept: leak.accept } : {}), perRequest: 1, why: leak.why }, ...(leak.also ?? [])],
  noise: ["handlers, event streams and their clients in the same process, a worker pool"],
  ...more,
});
const withPeers = { helpers: [{ args: ["peers"] }] };
/** Recorded for as long as growth must last to count: 14 moments over 195 s. */
const long = { moments: 14, every: 15 };
const short = { moments: 8, every: 12 };
const visited = (name, more = {}) => ({ helpers: [{ args: ["visitors", name] }], ...more });
/** A program without a leak that looks as if it had one. */
const calm = (name, what, more = {}) => {
  const { leaks: _, ...of } = u(name, "", { birth: "", why: what }, { ...short, ...more });
  return { ...of, noise: [what] };
};

const programs = [
  u("errgroup-nested", "GL013", { birth: "golang.org/x/sync/errgroup.(*Group).Go", why: "Go of a limited errgroup called from its own members" }),
  u("semaphore-error-path", "GL012", { birth: "main.main", at: "golang.org/x/sync/semaphore.(*Weighted).Acquire", why: "an error path that does not release a weighted semaphore" }),
  u("chat-hub", "GL004", { birth: "main.main", accept: ["GL003", "GL022"], at: "main.(*hub).visit", why: "a hub that sends to a member who has gone; everybody else waits for the hub",
    also: [{ scenario: "chat-hub", rule: "GL005", accept: ["GL006"], cause: "GL005", birthSite: "main.(*hub).visit", perRequest: 1, why: "the channel of a member who has left is not closed" }] }),
  u("fsnotify-per-request", "RS005", { birth: "github.com/fsnotify/fsnotify.newBackend", why: "a watcher per request, not closed" }),
  u("exec-grandchild", "RS009", { birth: "main.main", at: "main.convert", accept: ["RS007"], why: "a command whose grandchild keeps the output open" }),
  u("tcp-no-deadline", "RS007", { birth: "main.main", at: "main.askPrinter", accept: ["RS006"], why: "a read from a peer that says nothing, without a deadline" }, withPeers),
  u("once-recursion", "GL009", { birth: "main.main", at: "main.(*settings).Get", why: "a sync.Once that calls itself" }),
  u("cond-consumer-died", "GL015", { birth: "main.main", at: "main.(*queue).Put", why: "nobody signals since the consumer panicked" }),
  u("chan-semaphore-panic", "GL004", { birth: "main.main", at: "main.serveThumb", accept: ["GL003", "GL012"], why: "a place that a panic does not give back" }),
  u("rate-backlog", "GL007", { birth: "main.main", at: "golang.org/x/time/rate.(*Limiter).wait", accept: ["GL017"], why: "more work than the limiter lets through" }),
  u("cron-overlap", "GL006", { birth: "github.com/robfig/cron/v3.(*Cron).startJob", accept: ["GL005"], why: "jobs that never come back, one more each second" }),
  u("waitgroup-early-return", "GL014", { birth: "main.main", at: "main.collect", why: "a return before the deferred Done" }),
  u("lumberjack-per-tenant", "RS011", { birth: "gopkg.in/natefinch/lumberjack.v2.(*Logger).mill.func1", why: "a rotating logger per tenant" }),
  u("otel-provider-per-request", "RS011", { birth: "sync.(*WaitGroup).Go", at: "go.opentelemetry.io/otel/sdk/trace.(*batchSpanProcessor).processQueue", accept: ["RS006"], why: "a tracer provider per request, not shut down" }),
  u("ttlcache-per-request", "RS011", { birth: "main.priceOf", why: "a cache per request, not stopped" }),
  u("yamux-per-request", "RS006", { birth: "github.com/hashicorp/yamux.newSession", why: "a session per request, not closed" }, withPeers),
  u("log-pipe-full", "GL013", { birth: "main.main", at: "main.audit", why: "a logger whose output nobody reads holds its lock" }),
  u("listener-per-tenant", "RS005", { birth: "main.openTunnel", why: "a listener per tenant, not closed" }),
  u("redis-pubsub", "RS005", { birth: "github.com/redis/go-redis/v9.(*channel).initMsgChan", why: "a subscription per request, not closed" }),
  u("redis-blpop-pool", "RS007", { birth: "main.main", at: "github.com/redis/go-redis/v9.(*Client).BLPop", why: "blocking commands take all connections of the pool" }),
  u("spin", "GL016", { birth: "main.main", at: "main.pollFlag", why: "loops that poll a flag for ever" }, { every: 5, moments: 8 }),
  u("fanin-first-wins", "GL003", { birth: "main.quickest", accept: ["GL004"], why: "two senders, one receive" }),
  u("stop-handshake", "GL004", { birth: "main.restartJob", accept: ["GL003", "GL006"], why: "the stopper waits for a loop that waits to send" }),
  u("pgxpool-not-released", "RS004", { birth: "main.main", at: "main.stockOf", why: "connections that are not given back" }),
  u("bodies-below-max-conns", "RS007", { birth: "main.main", at: "main.isUp", accept: ["RS003"], why: "bodies that are not closed use up MaxConnsPerHost" }, withPeers),
  u("grpc-stream-abandoned", "RS005", { birth: "main.followHealth", accept: ["GL004", "GL003", "RS007"], why: "a stream whose context nobody cancels" }, withPeers),
  u("grpc-conn-per-request", "RS006", { birth: "google.golang.org/grpc/internal/transport.NewHTTP2Client", accept: ["RS005"], why: "a connection per request, not closed" }, withPeers),
  u("quic-per-request", "RS006", { birth: "github.com/quic-go/quic-go.(*Transport).doDial", accept: ["RS011", "GL016", "GL007"], why: "a QUIC connection per request, not closed" }, withPeers),
  u("informer-per-request", "RS005", { birth: "k8s.io/apimachinery/pkg/util/wait.(*Group).Start", accept: ["RS006", "RS011", "GL016"], why: "informers per request whose stop channel nobody closes" }),
  u("lock-kept-beside-janitor", "GL012", { birth: "main.main", at: "main.(*sessions).touch", why: "an early return with the lock held, beside a background loop of the same object" }),
  u("condition-in-two-orders", "GL010", { birth: "main.main", at: "main.transfer", accept: ["GL013"], why: "two accounts locked in both orders" }),
  u("config-read-twice", "GL011", { birth: "main.main", at: "main.(*config).pair", why: "a second read lock behind a writer" }),
];

/** Leaks of the second set, recorded for longer. */
const later = [
  u("sse-forwarders", "GL005", { birth: "main.(*emitter).stream", accept: ["GL003", "GL004", "GL006", "GL016"], why: "a formatter per event stream whose channel nobody closes" }, { ...long, ...visited("sse-forwarders") }),
  u("grpc-fanout", "GL003", { birth: "main.aggregate", accept: ["GL004", "GL007", "GL018"], why: "helpers per stream that send to a handler which has returned" }, { ...long, ...visited("grpc-fanout") }),
  u("nats-subscribe-per-request", "RS005", { birth: "github.com/nats-io/nats.go.(*Conn).subscribeLocked", why: "a subscription per request, never unsubscribed" }, { ...short }),
  u("sql-rows-open", "RS004", { birth: "database/sql.(*Rows).initContextClose", accept: ["RS006"], why: "rows that nobody closes" }, { ...long }),
  u("afterfunc-sender", "GL003", { birth: "time.goFunc", accept: ["GL004"], why: "a timer's function sends to a caller who has gone" }, { ...short }),
  u("merged-contexts", "CX003", { birth: "main.merge", accept: ["GL006", "GL007", "GL016", "CX011", "GL017"], why: "a goroutine per merged pair of contexts that waits for the parents only" }, { ...short }),
  u("exec-reader", "RS009", { birth: "main.startHelper", accept: ["RS007", "GL016"], why: "a helper process per request that is never ended, with its reader" }, { ...short }),
  u("singleflight-stuck", "GL006", { birth: "main.main", at: "main.rates", accept: ["GL022", "GL013", "GL014"], why: "a shared call that never comes back; all callers wait for it" }, { ...short }),
  u("ticker-per-tenant", "RS001", { birth: "main.refreshFor", accept: ["GL005", "GL016"], why: "a loop over a ticker per request, never stopped" }, { ...long }),
  u("publish-detached", "GL003", { birth: "main.(*topic).publish", accept: ["GL004", "GL017", "GL018"], why: "a sender per message to a subscriber who has stopped" }, { ...short }),
  u("rpc-dial-per-request", "RS006", { birth: "net/rpc.NewClientWithCodec", accept: ["RS005"], why: "an RPC client per request, not closed" }, { ...long, ...withPeers }),
  u("ws-dial-per-request", "RS006", { birth: "main.quoteOverWebsocket", accept: ["RS005", "RS007", "GL016"], why: "a WebSocket dialled per request, not closed" }, { ...long, helpers: [{ args: ["peers"] }, { args: ["visitors", "ws-dial-per-request"] }] }),
  u("feed-per-job", "RS007", { birth: "main.followFeed", accept: ["RS005", "RS006", "GL016"], why: "a feed dialled per job, not closed" }, { ...long, ...withPeers }),
  u("queue-signal-once", "GL015", { birth: "main.runBatch", why: "closing a queue wakes one of its three consumers" }, { ...short }),
  u("pipeline-first-error", "GL003", { birth: "main.pipeline", accept: ["GL004", "GL018", "GL005", "GL008"], why: "the last stage gives up, the ones before it stay" }, { ...short }),
  u("handler-timeout", "GL003", { birth: "main.quote", accept: ["GL004"], why: "the work of a handler that has answered 504" }, { ...long, ...visited("handler-timeout") }),
  u("reader-holds-lock", "GL013", { birth: "main.main", at: "main.(*registry).put", accept: ["GL004", "GL022"], why: "a send under a read lock to nobody; a writer and all readers wait" }, { ...short }),
  u("retry-for-ever", "GL016", { birth: "main.main", at: "main.shipLater", accept: ["GL030", "GL017", "RS007"], why: "a retry loop per job that never gives up" }, { ...long }),
];

const healthy = [
  calm("pool-scales", "workers that come with load and go after twenty idle seconds", long),
  calm("long-poll", "long polls of up to thirty seconds by seventy clients who come one after the other", { ...visited("long-poll") }),
  calm("sse-many", "event streams whose clients only arrive", { ...long, ...visited("sse-many") }),
  calm("ws-hub", "a WebSocket hub with two pumps per guest (the handler has returned); guests only arrive", { ...long, ...visited("ws-hub") }),
  calm("queue-backs-up", "deliveries wait for a rate limiter and drain between bursts", long),
  calm("cron-overlaps", "cron jobs that take longer than their interval"),
  calm("cache-janitors", "a cache with a janitor per tenant, for twenty-four tenants"),
  calm("singleflight-slow", "hundreds of callers wait for one slow call, in waves"),
  calm("http-idle-ramp", "keep-alive clients that only arrive and ask twice a minute", { ...long, ...visited("http-idle-ramp") }),
  calm("grpc-bidi", "bidirectional streams with two goroutines each; clients only arrive", { ...long, ...visited("grpc-bidi") }),
  calm("sql-busy", "more queries than connections, in waves"),
  calm("errgroup-batches", "batches under a limited errgroup"),
  calm("cond-queue", "sixty-four consumers of a sync.Cond queue"),
  calm("slow-consumers", "subscribers that read slowly for up to a minute and leave", long),
  calm("session-timeouts", "sessions that end after twenty to forty seconds"),
  calm("exec-children", "children of up to twenty seconds with readers of their output"),
  calm("rpc-server", "a net/rpc server whose clients only arrive", { ...long, ...visited("rpc-server") }),
  calm("nats-consumers", "forty subscriptions made when first needed", long),
  calm("fsnotify-dirs", "watchers that are closed after half a minute"),
  calm("tenant-tickers", "a loop per tenant that ends when the tenant has been idle", long),
  calm("tcp-gateway", "a reader and a writer per device (their starter has gone); devices only arrive", { ...long, ...visited("tcp-gateway") }),
  calm("ws-feeds", "sixteen feeds dialled when first needed and kept", { ...long, ...withPeers }),
];

export const unseen = [...programs, ...later, ...healthy];
