// Causes around resources that hold goroutines. One thing: the texts of RS001–RS011.
import type { CauseEntry } from './cause.ts';

export const resourceCauses: readonly CauseEntry[] = [
  {
    id: 'RS001',
    name: 'ticker-not-stopped',
    title: 'a ticker is not stopped',
    explanation:
      'A ticker keeps its timer until Stop; below Go 1.23 it was never collected. From 1.23 an unreachable ticker is collected, but a goroutine that waits on it still stays.',
    runtime:
      'Below 1.23: growing heap at time.NewTicker. Goroutines in `chan receive` or `select` on a ticker channel make progress and still leak.',
    waker: 'The ticker wakes it for ever; a stop case must end it.',
    fix: {
      summary: '`defer ticker.Stop()` and a stop case in the loop.',
      steps: ['Defer Stop after NewTicker; do not use time.Tick below 1.23.', 'Select on ctx.Done() beside ticker.C.'],
      search: 'grep -rn "time.NewTicker\\|time.Tick(" --include="*.go" .',
      template: {
        before: 'for range time.Tick(time.Second) {\n\tpoll()\n}\n',
        after:
          'ticker := time.NewTicker(time.Second)\ndefer ticker.Stop()\nfor {\n\tselect {\n\tcase <-ticker.C:\n\t\tpoll()\n\tcase <-ctx.Done():\n\t\treturn\n\t}\n}\n',
      },
    },
    source: 'Go 1.23 release notes, Timer changes; staticcheck SA1015',
  },
  {
    id: 'RS002',
    name: 'time-after-in-loop',
    title: 'time.After in a loop',
    explanation:
      'Each turn makes a new timer that lives until it fires. Below Go 1.23, with a long duration and a busy loop, they pile up; from 1.23 they are collected when unreachable.',
    runtime: 'Below 1.23: heap growth at time.After; no goroutines.',
    waker: 'The timer itself, later.',
    fix: {
      summary: 'One timer outside the loop, reset in each turn; or Go 1.23 in go.mod.',
      steps: [
        'timer := time.NewTimer(d); defer timer.Stop(); timer.Reset(d) in each turn.',
        'Set `go 1.23` or later in the main module.',
      ],
      search: 'grep -rn "time.After(" --include={siteFile} .',
      template: {
        before:
          'for {\n\tselect {\n\tcase m := <-in:\n\t\thandle(m)\n\tcase <-time.After(time.Minute):\n\t\tflush()\n\t}\n}\n',
        after:
          'timer := time.NewTimer(time.Minute)\ndefer timer.Stop()\nfor {\n\tselect {\n\tcase m := <-in:\n\t\thandle(m)\n\tcase <-timer.C:\n\t\tflush()\n\t}\n\ttimer.Reset(time.Minute)\n}\n',
      },
    },
    source: 'Go 1.23 release notes, Timer changes; asynctimerchan=1 brings the old way back',
  },
  {
    id: 'RS003',
    name: 'body-not-closed',
    title: 'an HTTP response body is not closed',
    explanation:
      'A client connection can be reused or closed only after the body of its response was read to the end or closed. Each forgotten body leaves a connection, two goroutines (readLoop and writeLoop) and a socket behind, and the next request opens another one.',
    runtime:
      '`net/http.(*persistConn).readLoop` and `writeLoop` in equal numbers, both in `select`; with HTTP/2 `doRequest`. The runtime’s leak profile does not report them.',
    waker: 'resp.Body.Close(), or reading to the end.',
    fix: {
      summary: '`defer resp.Body.Close()` right after the error check.',
      steps: [
        'No frame is yours: look for every call of Client.Do, Get, Post and RoundTrip.',
        'Close on every path: also on a status that is not 200, and in retries before the next try.',
        'Read the rest (`io.Copy(io.Discard, resp.Body)`) where the connection should be reused.',
      ],
      search: 'grep -rn "\\.Do(\\|http\\.Get(\\|http\\.Post(\\|RoundTrip(" and check that each has Body.Close',
      template: {
        before:
          'resp, err := client.Do(req)\nif err != nil {\n\treturn err\n}\nif resp.StatusCode != http.StatusOK {\n\treturn errStatus\n}\n',
        after:
          'resp, err := client.Do(req)\nif err != nil {\n\treturn err\n}\ndefer resp.Body.Close()\nif resp.StatusCode != http.StatusOK {\n\treturn errStatus\n}\n',
      },
    },
    source: 'net/http docs of Client.Do; golang/go#16953; measured',
  },
  {
    id: 'RS004',
    name: 'rows-not-closed',
    title: 'database rows are not closed',
    explanation:
      'sql.Rows and pgx.Rows hold a connection of the pool, and a goroutine that watches the context, until Close or until Next has returned false. When the limit of the pool is reached, everybody waits for a connection.',
    runtime:
      'Goroutines in `database/sql.(*Rows).awaitDone` or the driver’s watcher; others in `database/sql.(*DB).conn`.',
    waker: 'rows.Close().',
    fix: {
      summary: '`defer rows.Close()` after the error check.',
      steps: [
        'Close on every path; breaking out of the loop does not close.',
        'Check rows.Err() after the loop.',
        'For one row use QueryRow and Scan.',
      ],
      search: 'grep -rn "\\.Query(\\|\\.QueryContext(" and check that each has Close',
      template: {
        before:
          'rows, err := db.QueryContext(ctx, q)\nif err != nil {\n\treturn err\n}\nfor rows.Next() {\n\tuse(rows)\n}\nreturn rows.Err()\n',
        after:
          'rows, err := db.QueryContext(ctx, q)\nif err != nil {\n\treturn err\n}\ndefer rows.Close()\nfor rows.Next() {\n\tuse(rows)\n}\nreturn rows.Err()\n',
      },
    },
    source: 'database/sql docs of Rows; sqlclosecheck; measured',
  },
  {
    id: 'RS005',
    name: 'subscription-not-closed',
    title: 'a subscription, watch or stream is not closed',
    explanation:
      'A subscription (watcher, listener, consumer, gRPC stream, PubSub) runs goroutines of the library until its Close, Stop or Unsubscribe. One that is made per request or per reconnect and only dropped stays.',
    runtime:
      'A loop of the library per subscription, in `select`, `sync.Cond.Wait`, `chan receive` or `IO wait`; with your function as its creator.',
    waker: 'Close, Stop, Unsubscribe or the cancelled context of the subscription.',
    fix: {
      summary: 'Close it on every path, at best with defer beside the call that makes it.',
      steps: [
        'Find the call in {birth} that subscribes.',
        'Defer its Close, Stop or Unsubscribe, or make it below a context that you cancel.',
        'On reconnect end the old one first.',
      ],
      search: 'grep -rn "Subscribe(\\|\\.Watch(\\|NewWatcher(" --include="*.go" .',
      template: {
        before: 'sub, err := nc.Subscribe(subject, handler)\nif err != nil {\n\treturn err\n}\n<-ctx.Done()\n',
        after:
          'sub, err := nc.Subscribe(subject, handler)\nif err != nil {\n\treturn err\n}\ndefer sub.Unsubscribe()\n<-ctx.Done()\n',
      },
    },
    source: 'docs of the libraries in knowledge/known-leaks; measured',
  },
  {
    id: 'RS006',
    name: 'client-per-request',
    title: 'a client is made per request',
    explanation:
      'Clients (http.Transport, grpc.ClientConn, sql.DB, Redis, Mongo, etcd, NATS) are pools with goroutines and connections. Made per request and not closed, each leaves all of that behind.',
    runtime:
      'Background loops of the library in growing numbers: readLoop, CallbackSerializer.run, connectionOpener, reaper, maintain.',
    waker: 'Close of the client.',
    fix: {
      summary: 'Make one client at start and share it.',
      steps: [
        'Move the constructor out of the request path into the set-up of the service.',
        'Pass the client as a field or parameter; all of them are safe for concurrent use.',
        'Where a client must be short-lived, defer its Close (for a Transport: CloseIdleConnections).',
      ],
      search:
        'grep -rn "http.Transport{\\|grpc.NewClient\\|grpc.Dial\\|sql.Open\\|redis.NewClient\\|mongo.Connect" outside of main',
      template: {
        before:
          'func handle(w http.ResponseWriter, r *http.Request) {\n\tclient := &http.Client{Transport: &http.Transport{}}\n\tcall(client)\n}\n',
        after:
          'var client = &http.Client{Timeout: 10 * time.Second}\n\nfunc handle(w http.ResponseWriter, r *http.Request) {\n\tcall(client)\n}\n',
      },
    },
    source: 'net/http docs of Transport; hatchet-dev/hatchet#4274; measured',
  },
  {
    id: 'RS007',
    name: 'no-time-out',
    title: 'waits for the network without a time limit',
    explanation:
      'A read, dial or call has neither deadline nor cancellable context. A peer that stops answering without closing holds the goroutine as long as TCP believes in the connection, for ever on an idle one.',
    runtime: 'Wait reason `IO wait` with minutes that grow, at one site below your call.',
    waker: 'The peer, or a deadline that is missing.',
    fix: {
      summary: 'Give every network operation a deadline.',
      steps: [
        'http.Client.Timeout or a context with a time-out; on servers ReadHeaderTimeout and IdleTimeout.',
        'conn.SetDeadline before each read of a protocol of your own.',
        'Dialer.Timeout and keep-alive.',
      ],
      search: 'grep -rn "http.DefaultClient\\|http.Client{}\\|net.Dial(" --include="*.go" .',
      template: {
        before: 'client := &http.Client{}\n',
        after: 'client := &http.Client{Timeout: 10 * time.Second}\n',
      },
    },
    source: 'net/http docs of Client.Timeout and Server; measured',
  },
  {
    id: 'RS008',
    name: 'left-behind-on-error',
    title: 'something started earlier is left behind when a later step fails',
    explanation:
      'A constructor opens or starts one thing after the other; when a later step fails it returns the error and forgets what runs already. Each failed attempt (each retry) leaves goroutines, connections or files behind.',
    runtime: 'Loops whose creator is a constructor that returned an error; the number follows the failures.',
    waker: 'The Close that the error path skips.',
    fix: {
      summary: 'Undo in reverse order on every error path.',
      steps: [
        'After each step that succeeds, defer its Close under a flag that success switches off.',
        'Or start goroutines last, when nothing can fail any more.',
        'The same for transactions: defer tx.Rollback() after BeginTx.',
      ],
      search: 'grep -rn "return nil, err" --include={birthFile} .',
      template: {
        before:
          'conn, err := dial(ctx)\nif err != nil {\n\treturn nil, err\n}\nch, err := conn.Channel()\nif err != nil {\n\treturn nil, err\n}\n',
        after:
          'conn, err := dial(ctx)\nif err != nil {\n\treturn nil, err\n}\nch, err := conn.Channel()\nif err != nil {\n\tconn.Close()\n\treturn nil, err\n}\n',
      },
    },
    source: '9 of 97 leak fixes read in 22 Go projects',
  },
  {
    id: 'RS009',
    name: 'pipe-end-not-closed',
    title: 'one end of a pipe is not closed',
    explanation:
      'io.Pipe and net.Pipe have no buffer: a writer waits for a reader and a reader for a writer. If one side leaves without closing its end, the other one waits for ever. The same holds for the pipes of os/exec.',
    runtime: 'Wait reason `select` in `io.(*pipe).read` or `write`, or `net.(*pipe)`.',
    waker: 'Close or CloseWithError by the other side.',
    fix: {
      summary: 'Each side closes its end, with its error.',
      steps: [
        'Writer: `defer pw.CloseWithError(err)` in the goroutine.',
        'Reader: `defer pr.Close()`, so that a writer gets io.ErrClosedPipe.',
      ],
      search: 'grep -rn "io.Pipe()\\|net.Pipe()\\|StdoutPipe" --include={birthFile} .',
      template: {
        before: 'pr, pw := io.Pipe()\ngo func() { encode(pw) }()\nreturn upload(pr)\n',
        after:
          'pr, pw := io.Pipe()\ndefer pr.Close()\ngo func() { pw.CloseWithError(encode(pw)) }()\nreturn upload(pr)\n',
      },
    },
    source: 'io docs of Pipe; measured',
  },
  {
    id: 'RS010',
    name: 'signal-without-stop',
    title: 'signal.Notify without Stop',
    explanation:
      'signal.Notify registers a channel for the life of the process, until signal.Stop. Called per request, per test or per worker, it keeps the channel, and the goroutine that receives from it stays.',
    runtime: 'Goroutines in `chan receive` or `select` on a signal channel, more than one per process.',
    waker: 'A signal that never comes, or signal.Stop with a stop case.',
    fix: {
      summary: 'Register once in main, or signal.Stop when done.',
      steps: [
        'Use signal.NotifyContext in main with `defer stop()`, and pass its context.',
        'Elsewhere: `defer signal.Stop(ch)` and select on a done channel.',
      ],
      search: 'grep -rn "signal.Notify" outside of main',
      template: {
        before: 'ch := make(chan os.Signal, 1)\nsignal.Notify(ch, os.Interrupt)\ngo func() { <-ch; shutdown() }()\n',
        after:
          'ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)\ndefer stop()\ngo func() { <-ctx.Done(); shutdown() }()\n',
      },
    },
    source: 'os/signal docs of Notify and Stop',
  },
  {
    id: 'RS011',
    name: 'pool-or-cache-per-instance',
    title: 'a pool, cache or logger with a goroutine per instance',
    explanation:
      'Caches, worker pools, rotating loggers and metric providers start a janitor of their own, and some have no way to stop it. One per process is fine; one per tenant, request or test leaves a goroutine each.',
    runtime: 'Janitor loops in growing numbers: millRun, deleteExpired, janitor.Run, purgePeriodically, processItems.',
    waker: 'Close or Stop of the instance, where the library has one.',
    fix: {
      summary: 'Make one for the process, or close each one.',
      steps: [
        'Share one instance with keys that hold the tenant.',
        'Call Close, Stop or Release when an instance is dropped or evicted.',
        'Where the library has none, choose one that has.',
      ],
      search: 'grep -rn "lumberjack.Logger{\\|expirable.NewLRU\\|cache.New(\\|ants.NewPool" outside of main',
      template: {
        before:
          'func (t *Tenants) get(id string) *Tenant {\n\treturn &Tenant{cache: ttlcache.New[string, User]()}\n}\n',
        after:
          'func (t *Tenants) drop(id string) {\n\tt.byID[id].cache.Stop() // started with go cache.Start()\n\tdelete(t.byID, id)\n}\n',
      },
    },
    source: 'natefinch/lumberjack#205, hashicorp/golang-lru#159; measured',
  },
];
