package main

import (
	"bufio"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/rpc"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/gorilla/websocket"
	"github.com/nats-io/nats.go"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// withLife is how long a stream's client stays: for ever in the healthy program, some seconds in the leaking one.
func withLife(n int, name string) (context.Context, context.CancelFunc) {
	if name == "grpc-fanout" {
		return context.WithTimeout(context.Background(), time.Duration(2+n%3)*time.Second)
	}
	return context.WithCancel(context.Background())
}

func init() {
	register("sse-forwarders", never, func() func(int) {
		e := &emitter{subs: map[chan string]struct{}{}}
		http.HandleFunc("/stream", e.stream)
		go e.tick()
		return nothing
	})
	register("grpc-fanout", never, func() func(int) {
		go serveTelemetry(os.Getenv("LISTEN"), aggregate)
		return nothing
	})
	register("nats-subscribe-per-request", 700*time.Millisecond, func() func(int) {
		nc, err := nats.Connect(nats.DefaultURL, nats.Name("pwlab_unseen"))
		if err != nil {
			panic(err)
		}
		return func(n int) { _ = awaitOrder(nc, n) }
	})
	register("sql-rows-open", 4*time.Second, func() func(int) {
		db, err := sql.Open("pgx", os.Getenv("POSTGRES"))
		if err != nil {
			panic(err)
		}
		db.SetMaxOpenConns(40)
		return func(n int) { _ = firstOf(db) }
	})
	register("afterfunc-sender", 600*time.Millisecond, func() func(int) {
		return func(n int) { _ = ask(n) }
	})
	register("merged-contexts", 600*time.Millisecond, func() func(int) {
		root, cancel := context.WithCancel(context.Background())
		_ = cancel
		return func(n int) { work(root, n) }
	})
	register("exec-reader", 1200*time.Millisecond, func() func(int) {
		return func(n int) { _ = startHelper() }
	})
	register("singleflight-stuck", 500*time.Millisecond, func() func(int) {
		var g singleflight.Group
		lost := make(chan string)
		return func(n int) { _ = rates(&g, lost) }
	})
	register("ticker-per-tenant", 800*time.Millisecond, func() func(int) {
		return func(n int) { refreshFor(n) }
	})
	register("publish-detached", 900*time.Millisecond, func() func(int) {
		t := &topic{}
		t.subscribe()
		return func(n int) { t.publish(n) }
	})
	register("rpc-dial-per-request", 700*time.Millisecond, func() func(int) {
		return func(n int) { _ = double(n) }
	})
	register("ws-dial-per-request", never, func() func(int) {
		http.HandleFunc("/quote", quoteOverWebsocket)
		return nothing
	})
	register("feed-per-job", 800*time.Millisecond, func() func(int) {
		return func(n int) { followFeed(n) }
	})
	register("queue-signal-once", time.Second, func() func(int) {
		return func(n int) { runBatch() }
	})
	register("pipeline-first-error", 900*time.Millisecond, func() func(int) {
		return func(n int) { _ = pipeline(n) }
	})
	register("handler-timeout", never, func() func(int) {
		http.HandleFunc("/quote", quote)
		return nothing
	})
	register("reader-holds-lock", 300*time.Millisecond, func() func(int) {
		r := &registry{services: map[string]int{}, events: make(chan string)}
		return func(n int) {
			if n == 20 {
				r.notify()
			} else if n%5 == 0 {
				r.put(n)
			} else {
				_ = r.size()
			}
		}
	})
	register("retry-for-ever", 700*time.Millisecond, func() func(int) {
		return func(n int) { shipLater(n) }
	})
}

type emitter struct {
	mu   sync.Mutex
	subs map[chan string]struct{}
}

func (e *emitter) tick() {
	for i := 0; ; i++ {
		time.Sleep(time.Second)
		e.mu.Lock()
		for c := range e.subs {
			select {
			case c <- fmt.Sprint(i):
			default:
			}
		}
		e.mu.Unlock()
	}
}

// stream formats in a goroutine of its own, which nobody ends.
func (e *emitter) stream(w http.ResponseWriter, r *http.Request) {
	raw, lines := make(chan string, 1), make(chan string)
	e.mu.Lock()
	e.subs[raw] = struct{}{}
	e.mu.Unlock()
	go func() {
		for m := range raw {
			lines <- "data: " + m + "\n\n"
		}
	}()
	for {
		select {
		case l := <-lines:
			fmt.Fprint(w, l)
			w.(http.Flusher).Flush()
		case <-r.Context().Done():
			e.mu.Lock()
			delete(e.subs, raw)
			e.mu.Unlock()
			return
		}
	}
}

// aggregate starts two helpers per stream; they report once a second to a reader that has gone.
func aggregate(stream grpc.ServerStream) error {
	sums := make(chan int)
	for i := range 2 {
		go func() {
			for n := 0; ; n++ {
				time.Sleep(time.Second)
				sums <- n + i
			}
		}()
	}
	for {
		select {
		case n := <-sums:
			if err := stream.SendMsg(wrapperspb.String(fmt.Sprint(n))); err != nil {
				return err
			}
		case <-stream.Context().Done():
			return stream.Context().Err()
		}
	}
}

func awaitOrder(nc *nats.Conn, n int) error {
	got := make(chan *nats.Msg, 1)
	_, err := nc.Subscribe(fmt.Sprintf("pwlab.unseen.order.%d", n), func(m *nats.Msg) { got <- m })
	if err != nil {
		return err
	}
	select {
	case <-got:
		return nil
	case <-time.After(100 * time.Millisecond):
		return errors.New("no answer")
	}
}

func firstOf(db *sql.DB) int {
	ctx, cancel := context.WithCancel(context.Background())
	_ = cancel
	rows, err := db.QueryContext(ctx, "select generate_series(1, 1000)")
	if err != nil {
		return 0
	}
	var n int
	if rows.Next() {
		_ = rows.Scan(&n)
	}
	return n
}

func ask(n int) error {
	answer := make(chan int)
	time.AfterFunc(200*time.Millisecond, func() { answer <- n })
	select {
	case <-answer:
		return nil
	case <-time.After(100 * time.Millisecond):
		return errors.New("too slow")
	}
}

// merge ends with either of two contexts.
func merge(a, b context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(a)
	go func() {
		select {
		case <-a.Done():
		case <-b.Done():
		}
		cancel()
	}()
	return ctx, cancel
}

func work(root context.Context, n int) {
	ctx, cancel := merge(root, context.WithoutCancel(root))
	defer cancel()
	select {
	case <-time.After(20 * time.Millisecond):
	case <-ctx.Done():
	}
}

func startHelper() error {
	cmd := exec.Command("sh", "-c", "echo ready; exec sleep 300")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	ready := make(chan string, 1)
	go func() {
		s := bufio.NewScanner(out)
		for s.Scan() {
			ready <- s.Text()
		}
	}()
	<-ready
	return nil
}

func rates(g *singleflight.Group, lost chan string) string {
	v, _, _ := g.Do("rates", func() (any, error) { return <-lost, nil })
	return v.(string)
}

func refreshFor(n int) {
	t := time.NewTicker(3 * time.Second)
	go func() {
		total := 0
		for range t.C {
			total += n
		}
	}()
}

type topic struct{ subs []chan int }

func (t *topic) subscribe() {
	c := make(chan int)
	t.subs = append(t.subs, c)
	go func() {
		for range 5 {
			<-c
		}
	}()
}

func (t *topic) publish(n int) {
	for _, c := range t.subs {
		go func() { c <- n }()
	}
}

func double(n int) int {
	c, err := rpc.Dial("tcp", peer("rpc"))
	if err != nil {
		return 0
	}
	var out int
	_ = c.Call("Arith.Double", n, &out)
	return out
}

func quoteOverWebsocket(w http.ResponseWriter, r *http.Request) {
	c, _, err := websocket.DefaultDialer.Dial("ws://"+peer("ws"), nil)
	if err != nil {
		return
	}
	prices := make(chan []byte, 1)
	go func() {
		for {
			_, m, err := c.ReadMessage()
			if err != nil {
				return
			}
			select {
			case prices <- m:
			default:
			}
		}
	}()
	_, _ = w.Write(<-prices)
}

func followFeed(n int) {
	c, err := net.Dial("tcp", peer("ticks"))
	if err != nil {
		return
	}
	first := make(chan string, 1)
	go func() {
		s := bufio.NewScanner(c)
		for s.Scan() {
			select {
			case first <- s.Text():
			default:
			}
		}
	}()
	<-first
}

// A batch of three consumers; closing wakes only one of them.
type batch struct {
	mu     sync.Mutex
	some   *sync.Cond
	items  []int
	closed bool
}

func runBatch() {
	b := &batch{}
	b.some = sync.NewCond(&b.mu)
	for range 3 {
		go b.consume()
	}
	for i := range 5 {
		b.mu.Lock()
		b.items = append(b.items, i)
		b.mu.Unlock()
		b.some.Signal()
	}
	time.Sleep(50 * time.Millisecond)
	b.mu.Lock()
	b.closed = true
	b.mu.Unlock()
	b.some.Signal()
}

func (b *batch) consume() {
	b.mu.Lock()
	defer b.mu.Unlock()
	for {
		for len(b.items) == 0 && !b.closed {
			b.some.Wait()
		}
		if len(b.items) == 0 {
			return
		}
		b.items = b.items[1:]
	}
}

// pipeline reads, parses and stores; the store gives up at the first bad item.
func pipeline(n int) error {
	raw, parsed := make(chan int), make(chan int)
	var g errgroup.Group
	g.SetLimit(8)
	go func() {
		defer close(raw)
		for i := range 20 {
			raw <- i
		}
	}()
	for range 3 {
		go func() {
			for r := range raw {
				parsed <- r * 2
			}
		}()
	}
	g.Go(func() error {
		for p := range parsed {
			if p > 10 {
				return fmt.Errorf("bad item %d of %d", p, n)
			}
		}
		return nil
	})
	return g.Wait()
}

func quote(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 100*time.Millisecond)
	defer cancel()
	price := make(chan int)
	go func() {
		time.Sleep(150 * time.Millisecond)
		price <- 42
	}()
	select {
	case p := <-price:
		fmt.Fprintln(w, p)
	case <-ctx.Done():
		w.WriteHeader(http.StatusGatewayTimeout)
	}
}

type registry struct {
	mu       sync.RWMutex
	services map[string]int
	events   chan string
}

// notify tells about every service, under the lock; nobody listens any more.
func (r *registry) notify() {
	r.mu.RLock()
	defer r.mu.RUnlock()
	for s := range r.services {
		r.events <- s
	}
}

func (r *registry) put(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.services[fmt.Sprint(n)] = n
}

func (r *registry) size() int {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return len(r.services)
}

// shipLater tries again until it works, and it never does.
func shipLater(n int) {
	for wait := 100 * time.Millisecond; ; wait = min(2*wait, 8*time.Second) {
		c, err := net.DialTimeout("tcp", "127.0.0.1:1", time.Second)
		if err == nil {
			c.Close()
			return
		}
		time.Sleep(wait)
	}
}
