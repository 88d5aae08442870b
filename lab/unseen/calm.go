package main

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"log"
	"math/rand/v2"
	"net"
	"net/http"
	"net/rpc"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/gorilla/websocket"
	_ "github.com/jackc/pgx/v5/stdlib"
	"github.com/nats-io/nats.go"
	"github.com/robfig/cron/v3"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/singleflight"
	"golang.org/x/time/rate"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/types/known/wrapperspb"
)

// Programs that look like leaks and are none. Clients of those that serve run in `unseen visitors NAME`.

const never = time.Hour * 24

func nothing(int) {}

func init() {
	// A pool that starts a worker when the queue is long; a worker that idles for twenty seconds goes.
	register("pool-scales", 40*time.Millisecond, func() func(int) {
		p := &pool{jobs: make(chan int, 64)}
		return func(n int) {
			// Load swells and ebbs.
			for i := 0; i < 1+(n/250)%4; i++ {
				p.submit(n)
			}
		}
	})
	register("long-poll", never, func() func(int) {
		b := &board{}
		http.HandleFunc("/poll", b.poll)
		go b.change()
		return nothing
	})
	register("sse-many", never, func() func(int) {
		f := &fan{subs: map[chan string]struct{}{}}
		http.HandleFunc("/stream", f.stream)
		go f.tick()
		return nothing
	})
	register("ws-hub", never, func() func(int) {
		h := newRoom()
		http.HandleFunc("/ws", h.join)
		return nothing
	})
	register("queue-backs-up", 50*time.Millisecond, func() func(int) {
		l := rate.NewLimiter(6, 2)
		return func(n int) {
			if n%600 < 12 {
				for i := 0; i < 12; i++ {
					go deliver(l)
				}
			}
		}
	})
	register("cron-overlaps", never, func() func(int) {
		c := cron.New(cron.WithSeconds())
		for i := 0; i < 6; i++ {
			_, _ = c.AddFunc("*/5 * * * * *", func() { rebuild(i) })
		}
		c.Start()
		return nothing
	})
	register("cache-janitors", 2*time.Second, func() func(int) {
		t := &caches{of: map[int]*tenantCache{}}
		return func(n int) { t.get(n % 24).set(n) }
	})
	register("singleflight-slow", 30*time.Millisecond, func() func(int) {
		var g singleflight.Group
		return func(n int) { _ = slowPrice(&g, n/300) }
	})
	register("http-idle-ramp", never, func() func(int) {
		srv := &http.Server{Addr: os.Getenv("LISTEN"), IdleTimeout: 5 * time.Minute, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "ok") })}
		go func() { log.Fatal(srv.ListenAndServe()) }()
		return nothing
	})
	register("grpc-bidi", never, func() func(int) {
		go serveTelemetry(os.Getenv("LISTEN"), measure)
		return nothing
	})
	register("sql-busy", 60*time.Millisecond, func() func(int) {
		db, err := sql.Open("pgx", os.Getenv("POSTGRES"))
		if err != nil {
			panic(err)
		}
		db.SetMaxOpenConns(12)
		db.SetMaxIdleConns(12)
		return func(n int) {
			if n%700 < 450 {
				report(db, n)
			}
		}
	})
	register("errgroup-batches", 12*time.Second, func() func(int) {
		return func(int) { _ = importBatch(900) }
	})
	register("cond-queue", 20*time.Millisecond, func() func(int) {
		q := newLine()
		for i := 0; i < 64; i++ {
			go q.serve()
		}
		return q.push
	})
	register("slow-consumers", 500*time.Millisecond, func() func(int) {
		b := &bus{subs: map[*tap]struct{}{}}
		go b.pump()
		return func(n int) { b.watch(n) }
	})
	register("session-timeouts", 700*time.Millisecond, func() func(int) {
		return func(n int) { openSession(n) }
	})
	register("exec-children", 1500*time.Millisecond, func() func(int) {
		return func(n int) { thumbnail(n) }
	})
	register("rpc-server", never, func() func(int) {
		srv := rpc.NewServer()
		_ = srv.Register(&Arith{})
		ln, err := net.Listen("tcp", os.Getenv("LISTEN"))
		if err != nil {
			panic(err)
		}
		go srv.Accept(ln)
		return nothing
	})
	register("nats-consumers", 1200*time.Millisecond, func() func(int) {
		nc, err := nats.Connect(nats.DefaultURL, nats.Name("pwlab_unseen"))
		if err != nil {
			panic(err)
		}
		s := &shards{nc: nc, of: map[int]*nats.Subscription{}}
		return func(n int) { s.touch(n % 40) }
	})
	register("fsnotify-dirs", 1500*time.Millisecond, func() func(int) {
		root, err := os.MkdirTemp("", "pwlab-watch")
		if err != nil {
			panic(err)
		}
		return func(n int) { follow(filepath.Join(root, fmt.Sprint(n%200))) }
	})
	register("tenant-tickers", 400*time.Millisecond, func() func(int) {
		t := &tenants{of: map[int]*tenant{}}
		return func(n int) { t.touch(n / 4) }
	})
	register("tcp-gateway", never, func() func(int) {
		ln, err := net.Listen("tcp", os.Getenv("LISTEN"))
		if err != nil {
			panic(err)
		}
		go acceptDevices(ln)
		return nothing
	})
	register("ws-feeds", 3*time.Second, func() func(int) {
		f := &feeds{open: map[int]*websocket.Conn{}}
		return func(n int) { f.need(n % 16) }
	})
}

type pool struct {
	mu      sync.Mutex
	workers int
	jobs    chan int
}

func (p *pool) submit(n int) {
	p.mu.Lock()
	if p.workers < 4 || (len(p.jobs) > 8 && p.workers < 120) {
		p.workers++
		go p.work()
	}
	p.mu.Unlock()
	p.jobs <- n
}

func (p *pool) work() {
	idle := time.NewTimer(20 * time.Second)
	defer idle.Stop()
	for {
		select {
		case <-p.jobs:
			time.Sleep(time.Duration(200+rand.IntN(800)) * time.Millisecond)
			idle.Reset(20 * time.Second)
		case <-idle.C:
			p.mu.Lock()
			p.workers--
			p.mu.Unlock()
			return
		}
	}
}

type board struct {
	mu      sync.Mutex
	changed chan struct{}
}

func (b *board) wait() chan struct{} {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.changed == nil {
		b.changed = make(chan struct{})
	}
	return b.changed
}

func (b *board) change() {
	for {
		time.Sleep(time.Duration(20+rand.IntN(30)) * time.Second)
		b.mu.Lock()
		if b.changed != nil {
			close(b.changed)
			b.changed = nil
		}
		b.mu.Unlock()
	}
}

func (b *board) poll(w http.ResponseWriter, r *http.Request) {
	select {
	case <-b.wait():
		w.WriteHeader(http.StatusOK)
	case <-time.After(30 * time.Second):
		w.WriteHeader(http.StatusNoContent)
	case <-r.Context().Done():
	}
}

type fan struct {
	mu   sync.Mutex
	subs map[chan string]struct{}
}

func (f *fan) tick() {
	for i := 0; ; i++ {
		time.Sleep(2 * time.Second)
		f.mu.Lock()
		for c := range f.subs {
			select {
			case c <- fmt.Sprint("tick ", i):
			default:
			}
		}
		f.mu.Unlock()
	}
}

func (f *fan) stream(w http.ResponseWriter, r *http.Request) {
	c := make(chan string, 4)
	f.mu.Lock()
	f.subs[c] = struct{}{}
	f.mu.Unlock()
	defer func() {
		f.mu.Lock()
		delete(f.subs, c)
		f.mu.Unlock()
	}()
	for {
		select {
		case m := <-c:
			fmt.Fprintf(w, "data: %s\n\n", m)
			w.(http.Flusher).Flush()
		case <-r.Context().Done():
			return
		}
	}
}

type room struct {
	in, out chan *guest
	say     chan []byte
}
type guest struct {
	room *room
	conn *websocket.Conn
	send chan []byte
}

var roomUpgrader = websocket.Upgrader{ReadBufferSize: 1024, WriteBufferSize: 1024, CheckOrigin: func(*http.Request) bool { return true }}

func newRoom() *room {
	r := &room{make(chan *guest), make(chan *guest), make(chan []byte)}
	go r.run()
	return r
}

func (r *room) run() {
	guests := map[*guest]bool{}
	for {
		select {
		case g := <-r.in:
			guests[g] = true
		case g := <-r.out:
			if guests[g] {
				delete(guests, g)
				close(g.send)
			}
		case m := <-r.say:
			for g := range guests {
				select {
				case g.send <- m:
				default:
					delete(guests, g)
					close(g.send)
				}
			}
		}
	}
}

func (r *room) join(w http.ResponseWriter, req *http.Request) {
	conn, err := roomUpgrader.Upgrade(w, req, nil)
	if err != nil {
		return
	}
	g := &guest{r, conn, make(chan []byte, 256)}
	r.in <- g
	go g.writePump()
	go g.readPump()
}

func (g *guest) readPump() {
	defer func() {
		g.room.out <- g
		g.conn.Close()
	}()
	for {
		_, m, err := g.conn.ReadMessage()
		if err != nil {
			return
		}
		g.room.say <- m
	}
}

func (g *guest) writePump() {
	ping := time.NewTicker(20 * time.Second)
	defer func() {
		ping.Stop()
		g.conn.Close()
	}()
	for {
		select {
		case m, ok := <-g.send:
			if !ok {
				return
			}
			if g.conn.WriteMessage(websocket.TextMessage, m) != nil {
				return
			}
		case <-ping.C:
			if g.conn.WriteMessage(websocket.PingMessage, nil) != nil {
				return
			}
		}
	}
}

func deliver(l *rate.Limiter) {
	if l.Wait(context.Background()) == nil {
		time.Sleep(10 * time.Millisecond)
	}
}

func rebuild(i int) { time.Sleep(time.Duration(6+i/2) * time.Second) }

type caches struct {
	mu sync.Mutex
	of map[int]*tenantCache
}
type tenantCache struct {
	mu   sync.Mutex
	vals map[int]time.Time
}

func (c *caches) get(id int) *tenantCache {
	c.mu.Lock()
	defer c.mu.Unlock()
	t := c.of[id]
	if t == nil {
		t = &tenantCache{vals: map[int]time.Time{}}
		c.of[id] = t
		go t.janitor()
	}
	return t
}

func (t *tenantCache) set(n int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.vals[n] = time.Now()
}

func (t *tenantCache) janitor() {
	for range time.Tick(5 * time.Second) {
		t.mu.Lock()
		for k, at := range t.vals {
			if time.Since(at) > time.Minute {
				delete(t.vals, k)
			}
		}
		t.mu.Unlock()
	}
}

func slowPrice(g *singleflight.Group, n int) any {
	v, _, _ := g.Do(fmt.Sprint(n), func() (any, error) {
		time.Sleep(7 * time.Second)
		return n, nil
	})
	return v
}

// measure reads samples and answers each from a goroutine of its own; it ends with the stream.
func measure(stream grpc.ServerStream) error {
	out := make(chan *wrapperspb.StringValue, 8)
	g, ctx := errgroup.WithContext(stream.Context())
	g.Go(func() error {
		for {
			select {
			case m := <-out:
				if err := stream.SendMsg(m); err != nil {
					return err
				}
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	})
	g.Go(func() error {
		for {
			m := new(wrapperspb.StringValue)
			if err := stream.RecvMsg(m); err != nil {
				return err
			}
			select {
			case out <- m:
			case <-ctx.Done():
				return ctx.Err()
			}
		}
	})
	return g.Wait()
}

func serveTelemetry(addr string, handle func(grpc.ServerStream) error) {
	srv := grpc.NewServer()
	srv.RegisterService(&grpc.ServiceDesc{
		ServiceName: "lab.Telemetry", HandlerType: (*any)(nil),
		Streams: []grpc.StreamDesc{{StreamName: "Measure", ServerStreams: true, ClientStreams: true, Handler: func(_ any, s grpc.ServerStream) error { return handle(s) }}},
	}, struct{}{})
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		panic(err)
	}
	_ = srv.Serve(ln)
}

func report(db *sql.DB, n int) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	rows, err := db.QueryContext(ctx, "select pg_sleep($1::float8)", 0.4+float64(n%10)/10)
	if err != nil {
		return
	}
	defer rows.Close()
	for rows.Next() {
	}
}

func importBatch(items int) error {
	g, ctx := errgroup.WithContext(context.Background())
	g.SetLimit(40)
	for i := range items {
		g.Go(func() error {
			select {
			case <-time.After(time.Duration(100+i%300) * time.Millisecond):
				return nil
			case <-ctx.Done():
				return ctx.Err()
			}
		})
	}
	return g.Wait()
}

type line struct {
	mu    sync.Mutex
	some  *sync.Cond
	items []int
}

func newLine() *line {
	l := &line{}
	l.some = sync.NewCond(&l.mu)
	return l
}

func (l *line) push(n int) {
	l.mu.Lock()
	l.items = append(l.items, n)
	l.mu.Unlock()
	l.some.Signal()
}

func (l *line) serve() {
	for {
		l.mu.Lock()
		for len(l.items) == 0 {
			l.some.Wait()
		}
		l.items = l.items[1:]
		l.mu.Unlock()
		time.Sleep(50 * time.Millisecond)
	}
}

type bus struct {
	mu   sync.Mutex
	subs map[*tap]struct{}
}
type tap struct {
	c    chan int
	done chan struct{}
}

func (b *bus) pump() {
	for i := 0; ; i++ {
		time.Sleep(20 * time.Millisecond)
		b.mu.Lock()
		for s := range b.subs {
			select {
			case s.c <- i:
			default:
			}
		}
		b.mu.Unlock()
	}
}

// watch reads slowly for half a minute to a minute, then leaves.
func (b *bus) watch(n int) {
	s := &tap{make(chan int, 16), make(chan struct{})}
	b.mu.Lock()
	b.subs[s] = struct{}{}
	b.mu.Unlock()
	go func() {
		for {
			select {
			case <-s.c:
				time.Sleep(time.Second)
			case <-s.done:
				return
			}
		}
	}()
	time.Sleep(time.Duration(30+n%30) * time.Second)
	b.mu.Lock()
	delete(b.subs, s)
	b.mu.Unlock()
	close(s.done)
}

// openSession keeps a session for forty seconds at most.
func openSession(n int) {
	ctx, cancel := context.WithTimeoutCause(context.Background(), 40*time.Second, errors.New("session over"))
	stop := context.AfterFunc(ctx, func() { cancel() })
	go func() {
		defer stop()
		select {
		case <-ctx.Done():
		case <-time.After(time.Duration(20+n%40) * time.Second):
			cancel()
		}
	}()
}

func thumbnail(n int) {
	ctx, cancel := context.WithTimeout(context.Background(), 25*time.Second)
	defer cancel()
	cmd := exec.CommandContext(ctx, "sh", "-c", fmt.Sprintf("sleep %d; echo done", 4+n%16))
	out, err := cmd.StdoutPipe()
	if err != nil || cmd.Start() != nil {
		return
	}
	lines := make(chan string)
	go func() {
		defer close(lines)
		b := make([]byte, 100)
		for {
			k, err := out.Read(b)
			if err != nil {
				return
			}
			lines <- string(b[:k])
		}
	}()
	for range lines {
	}
	_ = cmd.Wait()
}

// Arith is a net/rpc service.
type Arith struct{}

// Double answers after a while.
func (*Arith) Double(n int, out *int) error {
	time.Sleep(20 * time.Millisecond)
	*out = 2 * n
	return nil
}

type shards struct {
	mu sync.Mutex
	nc *nats.Conn
	of map[int]*nats.Subscription
}

func (s *shards) touch(id int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.of[id] == nil {
		s.of[id], _ = s.nc.Subscribe(fmt.Sprintf("pwlab.unseen.%d.%d", os.Getpid(), id), func(*nats.Msg) {})
	}
	_ = s.nc.Publish(s.of[id].Subject, []byte("x"))
}

// follow watches a new folder for half a minute.
func follow(dir string) {
	if os.MkdirAll(dir, 0o700) != nil {
		return
	}
	w, err := fsnotify.NewWatcher()
	if err != nil || w.Add(dir) != nil {
		return
	}
	end := time.After(30 * time.Second)
	for {
		select {
		case <-w.Events:
		case <-w.Errors:
		case <-end:
			w.Close()
			os.Remove(dir)
			return
		}
	}
}

type tenants struct {
	mu sync.Mutex
	of map[int]*tenant
}
type tenant struct {
	used time.Time
}

func (t *tenants) touch(id int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if x := t.of[id]; x != nil {
		x.used = time.Now()
		return
	}
	t.of[id] = &tenant{time.Now()}
	go t.run(id)
}

func (t *tenants) run(id int) {
	tick := time.NewTicker(time.Second)
	defer tick.Stop()
	for range tick.C {
		t.mu.Lock()
		if time.Since(t.of[id].used) > 35*time.Second {
			delete(t.of, id)
			t.mu.Unlock()
			return
		}
		t.mu.Unlock()
	}
}

func acceptDevices(ln net.Listener) {
	for {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		go handleDevice(c)
	}
}

// handleDevice hands the connection to a reader and a writer and goes.
func handleDevice(c net.Conn) {
	hello := make([]byte, 16)
	if _, err := c.Read(hello); err != nil {
		c.Close()
		return
	}
	orders := make(chan []byte, 4)
	go func() {
		defer close(orders)
		d := json.NewDecoder(c)
		for {
			var v map[string]any
			if d.Decode(&v) != nil {
				return
			}
			orders <- []byte("ack\n")
		}
	}()
	go func() {
		defer c.Close()
		for o := range orders {
			if _, err := c.Write(o); err != nil {
				return
			}
		}
	}()
}

type feeds struct {
	mu   sync.Mutex
	open map[int]*websocket.Conn
}

// need opens the feed when it is asked for first, and keeps it.
func (f *feeds) need(id int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.open[id] != nil {
		return
	}
	c, _, err := websocket.DefaultDialer.Dial("ws://"+peer("ws"), nil)
	if err != nil {
		return
	}
	f.open[id] = c
	go func() {
		for {
			if _, _, err := c.ReadMessage(); err != nil {
				return
			}
		}
	}()
}
