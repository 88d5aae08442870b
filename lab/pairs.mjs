// A library at a released version with a known goroutine leak, and the
// released version that mends it, driven by the same program.
const pair = (name, p) => ["bad", "good"].map((k) => ({
  name: `${name}-${k}`, target: p.target, dir: `pairs/${name}/${k}`, out: `pairs/${name}/${k}`, go: p.go ?? "go1.26.8", leakProfile: p.leakProfile,
  moments: 8, every: 7, firstAt: p.firstAt ?? 13, env: p.env, ports: p.ports, helpers: p.helpers, issue: p.issue,
  library: { module: p.module, version: k === "bad" ? p.bad : p.good, bad: p.bad, good: p.good },
  what: k === "bad" ? `${p.what} (${p.module} ${p.bad} leaks)` : `${p.what} (mended in ${p.module} ${p.good})`,
  leaks: k === "bad" ? p.leaks : [],
  noise: ["the program's own ticker loop and pprof listener", ...(p.noise ?? [])],
}));

export const pairs = [
  ...pair("ants-ticktock", {
    target: "thumbnails", module: "github.com/panjf2000/ants/v2", bad: "v2.7.0", good: "v2.7.1", leakProfile: true, firstAt: 15,
    issue: "https://github.com/panjf2000/ants/issues/263",
    what: "a worker pool per album, released",
    leaks: [{ scenario: "clock goroutine of a released pool", rule: "GL016", accept: ["RS011", "GL007", "RS001"], cause: "start-without-stop", birthSite: "github.com/panjf2000/ants/v2.NewPool", at: "github.com/panjf2000/ants/v2.(*Pool).ticktock", perRequest: 1, why: "ranges over a ticker that Release does not stop" }],
    noise: ["purgeStaleWorkers of the pools released within the last second"],
  }),
  ...pair("otel-forceflush", {
    target: "checkout", module: "go.opentelemetry.io/otel/sdk", bad: "v1.34.0", good: "v1.35.0", leakProfile: true,
    issue: "https://github.com/open-telemetry/opentelemetry-go/issues/6360",
    what: "ForceFlush with a context that ends before the exporter does",
    leaks: [{ scenario: "abandoned send after the deadline", rule: "GL003", cause: "abandoned-send", birthSite: "go.opentelemetry.io/otel/sdk/trace.(*batchSpanProcessor).ForceFlush", perRequest: 1, why: "sends on an unbuffered channel whose receiver has returned" }],
    noise: ["the batch processor's queue loop"],
  }),
  ...pair("backoff-cancel", {
    target: "refill", module: "github.com/lestrrat-go/backoff/v2", bad: "v2.0.7", good: "v2.0.8", go: "go1.24.13",
    issue: "https://github.com/lestrrat-go/backoff/pull/30",
    what: "a back-off controller whose context is cancelled while it hands out the next try",
    leaks: [{ scenario: "send without a look at the context", rule: "GL003", accept: ["GL004", "GL007", "GL021", "CX007"], cause: "abandoned-send", birthSite: "github.com/lestrrat-go/backoff/v2.newController", perRequest: 1, why: "c.next <- struct{}{} does not heed ctx.Done()" }],
  }),
  ...pair("pq-listener", {
    target: "prices", module: "github.com/lib/pq", bad: "v1.10.9", good: "v1.11.0",
    env: { POSTGRES: "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable&application_name=pwlab_pair" }, firstAt: 8,
    issue: "https://github.com/lib/pq/issues/1192",
    what: "a listener closed before its connection is made",
    leaks: [
      { scenario: "connection made after Close", rule: "RS005", accept: ["GL005", "GL016"], cause: "subscription-not-closed", birthSite: "github.com/lib/pq.NewDialListener", at: "github.com/lib/pq.(*Listener).listenerConnLoop", perRequest: 1, why: "waits for notifications of a connection that nobody will close" },
      { scenario: "connection made after Close", rule: "RS005", accept: ["RS008"], cause: "subscription-not-closed", birthSite: "github.com/lib/pq.newDialListenerConn", perRequest: 1, why: "reads from that connection" },
    ],
  }),
  ...pair("paho-connack", {
    target: "meters", module: "github.com/eclipse/paho.golang", bad: "v0.10.0", good: "v0.12.0", go: "go1.25.14",
    issue: "https://github.com/eclipse-paho/paho.golang/pull/117",
    what: "a connect whose CONNACK does not come in time",
    leaks: [{ scenario: "abandoned send after the deadline", rule: "GL003", accept: ["GL004"], cause: "abandoned-send", birthSite: "github.com/eclipse/paho.golang/paho.(*Client).Connect", at: "github.com/eclipse/paho.golang/paho.(*Client).expectConnack", perRequest: 1, why: "reports its error on an unbuffered channel whose receiver has returned" }],
    noise: ["a listener that answers nothing, in the same process"],
  }),
  ...pair("redis-ring", {
    target: "rates", module: "github.com/go-redis/redis/v9", bad: "v9.0.0-beta.1", good: "v9.0.0-beta.2",
    env: { REDIS: "127.0.0.1:6379" },
    issue: "https://github.com/redis/go-redis/pull/2157",
    what: "a ring per look-up, closed",
    leaks: [{ scenario: "heartbeat of a closed ring", rule: "GL016", accept: ["RS011", "RS006", "GL007"], cause: "start-without-stop", birthSite: "github.com/go-redis/redis/v9.NewRing", perRequest: 1, why: "ranges over a ticker's channel; Close has no way to end it" }],
  }),
  ...pair("k8s-watch", {
    target: "operator", module: "k8s.io/apimachinery", bad: "v0.20.0", good: "v0.21.0", go: "go1.24.13",
    issue: "https://github.com/kubernetes/apimachinery/issues/124",
    what: "a watch stopped without draining its result channel",
    leaks: [{ scenario: "consumer left early", rule: "GL018", accept: ["GL003", "GL004", "RS005"], cause: "consumer-left-early", birthSite: "k8s.io/apimachinery/pkg/watch.NewStreamWatcher", perRequest: 1, why: "sends the next event; Stop closes the source but not the send" }],
    noise: ["klog's flush daemon"],
  }),
  ...pair("sarama-refresh", {
    target: "billing-events", module: "github.com/Shopify/sarama", bad: "v1.32.0", good: "v1.33.0",
    ports: ["kafka"], env: (p) => ({ KAFKA: `127.0.0.1:${p.kafka}` }), helpers: [{ args: ["broker"] }],
    issue: "https://github.com/IBM/sarama/issues/2074",
    what: "RefreshBrokers and RefreshMetadata in turn",
    leaks: [{ scenario: "seed brokers forgotten", rule: "RS008", accept: ["RS005", "RS006", "GL005"], cause: "left-behind", birthSite: "github.com/Shopify/sarama.(*Broker).Open.func1", perRequest: 1, why: "RefreshBrokers forgets the seed brokers without closing them; each has a response receiver" }],
    noise: ["go-metrics' arbiter", "the client's metadata updater"],
  }),
  ...pair("websocket-close", {
    target: "ticker", module: "nhooyr.io/websocket", bad: "v1.8.5", good: "v1.8.6", leakProfile: true,
    issue: "https://github.com/coder/websocket/issues/231",
    what: "a WebSocket client that reads one message and closes",
    leaks: [{ scenario: "lock kept by the close frame", rule: "GL012", accept: ["GL009", "GL003", "GL004"], cause: "lock-kept-on-return", birthSite: "nhooyr.io/websocket.(*Conn).close", perRequest: 1, why: "writing the close frame leaves the frame lock (a channel of one) taken; the clean-up waits for it" }],
    noise: ["the WebSocket server in the same process"],
  }),
  ...pair("otel-recorderror", {
    target: "payments", module: "go.opentelemetry.io/otel/sdk", bad: "v1.46.0", good: "v1.47.0", leakProfile: true,
    issue: "https://github.com/open-telemetry/opentelemetry-go/pull/8815",
    what: "an error that looks at the span that records it",
    leaks: [{ scenario: "RecordError formats the error under the span's lock", rule: "GL009", cause: "double-lock", birthSite: "main.main.func1", at: "go.opentelemetry.io/otel/sdk/trace.(*recordingSpan).RecordError", perRequest: 1, why: "the error's own method asks the span, which locks again" }],
  }),
  ...pair("nats-ack", {
    target: "parcels", module: "github.com/nats-io/nats.go", bad: "v1.28.0", good: "v1.29.0", leakProfile: true,
    env: { NATS: "nats://127.0.0.1:4223" },
    issue: "https://github.com/nats-io/nats.go/pull/1364",
    what: "a message that is acknowledged twice while others report progress on it",
    leaks: [{ scenario: "lock kept on an early return", rule: "GL012", cause: "lock-kept-on-return", birthSite: "main.handle", perRequest: 4, why: "ackReply returns ErrMsgAlreadyAckd without unlocking the message" }],
    noise: ["the NATS connection's read and flush loops", "the consumer's pull loop"],
  }),
  ...pair("badger-publish", {
    target: "ledger", module: "github.com/dgraph-io/badger/v3", bad: "v3.2103.1", good: "v3.2103.2", go: "go1.24.13", firstAt: 20,
    issue: "https://github.com/dgraph-io/badger/pull/1749",
    what: "a follower of the store's changes that falls behind and fails",
    leaks: [{ scenario: "publisher sends while it holds the lock", rule: "GL013", cause: "blocked-holding-lock", birthSite: "main.main.func3", at: "github.com/dgraph-io/badger/v3.(*publisher).newSubscriber", perRequest: 1, why: "publishUpdates sends to a full channel under the lock that the failed follower needs to leave" }],
    noise: ["the store's own loops"],
  }),
  ...pair("puddle-acquire", {
    target: "branches", module: "github.com/jackc/puddle", bad: "v1.1.2", good: "v1.1.3", go: "go1.25.14",
    issue: "https://github.com/jackc/puddle/pull/11",
    what: "a pool of one whose connection cannot be made while others wait for it",
    leaks: [{ scenario: "no signal after a failed construction", rule: "GL015", cause: "cond-without-signal", birthSite: "main.visit", perRequest: 2, why: "Acquire takes the failed resource out and does not signal those who wait for room" }],
  }),
  ...pair("sentry-client", {
    target: "tenants", module: "github.com/getsentry/sentry-go", bad: "v0.28.1", good: "v0.31.1", leakProfile: true,
    issue: "https://github.com/getsentry/sentry-go/pull/894",
    what: "a client per report, closed where it can be",
    leaks: [{ scenario: "worker without an end", rule: "GL005", accept: ["RS006", "RS011", "GL016"], cause: "range-never-closed", birthSite: "github.com/getsentry/sentry-go.(*HTTPTransport).Configure.func1", at: "github.com/getsentry/sentry-go.(*HTTPTransport).worker", perRequest: 1, why: "ranges over a batch that nobody closes; the transport has no Close" }],
    noise: ["the intake in the same process"],
  }),
];
