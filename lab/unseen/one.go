package main

import (
	"bufio"
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/fsnotify/fsnotify"
	"github.com/gorilla/websocket"
	"github.com/hashicorp/yamux"
	"github.com/jellydator/ttlcache/v3"
	"github.com/redis/go-redis/v9"
	"github.com/robfig/cron/v3"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
	"golang.org/x/time/rate"
	"gopkg.in/natefinch/lumberjack.v2"
)

const tick = 300 * time.Millisecond

// 1 nested errgroup with a limit: the inner Go waits for a place that the outer one holds.
func importTree(g *errgroup.Group, depth int) error {
	if depth == 0 {
		time.Sleep(time.Millisecond)
		return nil
	}
	for i := 0; i < 3; i++ {
		g.Go(func() error { return importTree(g, depth-1) })
	}
	return nil
}

func init() {
	register("errgroup-nested", tick, func() func(int) {
		return func(int) {
			g, _ := errgroup.WithContext(context.Background())
			g.SetLimit(2)
			g.Go(func() error { return importTree(g, 3) })
			_ = g.Wait()
		}
	})
	// 2 weighted semaphore not released on the error path.
	register("semaphore-error-path", tick, func() func(int) {
		sem := semaphore.NewWeighted(4)
		resize := func(n int) error {
			if err := sem.Acquire(context.Background(), 1); err != nil {
				return err
			}
			if n%3 == 0 {
				return errors.New("not an image")
			}
			time.Sleep(5 * time.Millisecond)
			sem.Release(1)
			return nil
		}
		return func(n int) { _ = resize(n) }
	})
	// 3 gorilla chat hub: the hub sends to a slow client while clients wait to leave.
	register("chat-hub", tick, func() func(int) { return newHub().visit })
	// 4 fsnotify watcher per request.
	register("fsnotify-per-request", tick, func() func(int) {
		return func(int) {
			w, err := fsnotify.NewWatcher()
			if err != nil {
				return
			}
			_ = w.Add(os.TempDir())
		}
	})
	// 5 a command whose grandchild keeps the pipe open.
	register("exec-grandchild", tick, func() func(int) {
		return func(int) {
			ctx, cancel := context.WithTimeout(context.Background(), 50*time.Millisecond)
			defer cancel()
			convert(ctx)
		}
	})
	// 6 plain TCP client that reads without a deadline.
	register("tcp-no-deadline", tick, func() func(int) {
		return func(int) { _, _ = askPrinter(peer("silent")) }
	})
	// 7 sync.Once that calls itself.
	register("once-recursion", tick, func() func(int) {
		s := &settings{}
		return func(int) { _ = s.Get("currency") }
	})
	// 8 bounded queue with a Cond whose consumer died.
	register("cond-consumer-died", tick, func() func(int) {
		q := newQueue(8)
		go q.consume()
		return func(n int) { q.Put(n) }
	})
	// 9 place in a channel semaphore not given back when the handler panics.
	register("chan-semaphore-panic", tick, func() func(int) {
		places := make(chan struct{}, 3)
		return func(n int) { serveThumb(places, n) }
	})
	// 10 rate limiter with a backlog.
	register("rate-backlog", 60*time.Millisecond, func() func(int) {
		l := rate.NewLimiter(rate.Every(time.Second), 1)
		return func(int) { sendMail(l) }
	})
	// 11 cron jobs that never come back.
	register("cron-overlap", time.Hour, func() func(int) {
		c := cron.New(cron.WithSeconds())
		done := make(chan struct{})
		for i := 0; i < 3; i++ {
			_, _ = c.AddFunc("* * * * * *", func() { syncLedger(done) })
		}
		c.Start()
		return func(int) {}
	})
	// 12 WaitGroup: a worker leaves early without Done.
	register("waitgroup-early-return", tick, func() func(int) {
		return func(n int) { collect(n) }
	})
	// 13 lumberjack logger per tenant.
	register("lumberjack-per-tenant", tick, func() func(int) {
		return func(n int) {
			l := &lumberjack.Logger{Filename: fmt.Sprintf("%s/unseen-%d.log", os.TempDir(), n%5), MaxSize: 1}
			_, _ = l.Write([]byte("hello\n"))
			_ = l.Rotate()
			_ = l.Close()
		}
	})
	// 14 tracer provider per request.
	register("otel-provider-per-request", tick, func() func(int) {
		return func(int) {
			tp := sdktrace.NewTracerProvider(sdktrace.WithBatcher(tracetest.NewNoopExporter()))
			_, span := tp.Tracer("x").Start(context.Background(), "request")
			span.End()
		}
	})
	// 15 ttlcache per request.
	register("ttlcache-per-request", tick, func() func(int) {
		return func(n int) { priceOf(n) }
	})
	// 16 http2 body never closed.
	register("http2-body", tick, func() func(int) {
		c := &http.Client{Transport: &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
		return func(int) { _ = isUp(c, "https://"+peer("h2")) }
	})
	// 17 yamux session per request.
	register("yamux-per-request", tick, func() func(int) {
		return func(int) { pingTunnel(peer("yamux")) }
	})
	// 18 everybody logs to a pipe that nobody reads.
	register("log-pipe-full", 20*time.Millisecond, func() func(int) {
		r, w, _ := os.Pipe()
		l := log.New(w, "", 0)
		return func(n int) {
			audit(l, n)
			_ = r.Name() // the reading end stays open
		}
	})
	// 19 listener per tenant.
	register("listener-per-tenant", tick, func() func(int) {
		return func(n int) { openTunnel() }
	})
	// 20 redis subscription per request.
	register("redis-pubsub", tick, func() func(int) {
		rdb := redis.NewClient(&redis.Options{Addr: "127.0.0.1:6379"})
		return func(n int) { waitForJob(rdb, n) }
	})
	// 21 redis blocking pop without limit uses up the pool.
	register("redis-blpop-pool", tick, func() func(int) {
		rdb := redis.NewClient(&redis.Options{Addr: "127.0.0.1:6379", PoolSize: 5, PoolTimeout: time.Hour, ReadTimeout: -1})
		return func(n int) { _, _ = rdb.BLPop(context.Background(), 0, "pwlab-none").Result() }
	})
	// 22 spinning loops.
	register("spin", 2*time.Second, func() func(int) {
		return func(n int) { pollFlag() }
	})
	// 23 fan-in where the merge is given up: one of two senders stays.
	register("fanin-first-wins", tick, func() func(int) {
		return func(n int) { _ = quickest(n) }
	})
	// 24 graceful stop that waits for a worker which waits for the stopper.
	register("stop-handshake", tick, func() func(int) {
		return func(n int) { restartJob() }
	})
}

type hub struct {
	register, unregister chan *member
	broadcast            chan string
	peers                map[*member]bool
}
type member struct{ send chan string }

func newHub() *hub {
	h := &hub{make(chan *member), make(chan *member), make(chan string), map[*member]bool{}}
	go h.run()
	return h
}
func (h *hub) run() {
	for {
		select {
		case p := <-h.register:
			h.peers[p] = true
		case p := <-h.unregister:
			delete(h.peers, p)
		case m := <-h.broadcast:
			for p := range h.peers {
				p.send <- m
			}
		}
	}
}

var upgrader = websocket.Upgrader{}

func (h *hub) visit(n int) {
	p := &member{make(chan string)}
	h.register <- p
	go func() {
		if n%5 == 4 {
			return // gone without a word
		}
		for range p.send {
		}
	}()
	h.broadcast <- "joined"
	time.Sleep(time.Second)
	h.unregister <- p
}

func convert(ctx context.Context) {
	cmd := exec.CommandContext(ctx, "sh", "-c", "sleep 90 & echo started; wait")
	var out bytes.Buffer
	cmd.Stdout = &out
	_ = cmd.Run()
}

func askPrinter(addr string) (string, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return "", err
	}
	defer c.Close()
	fmt.Fprintln(c, "status?")
	return bufio.NewReader(c).ReadString('\n')
}

type settings struct {
	once   sync.Once
	values map[string]string
}

func (s *settings) load() {
	s.values = map[string]string{"currency": "EUR"}
	s.values["label"] = "in " + s.Get("currency")
}
func (s *settings) Get(name string) string {
	s.once.Do(s.load)
	return s.values[name]
}

type queue struct {
	mu    sync.Mutex
	room  *sync.Cond
	items []int
	max   int
}

func newQueue(max int) *queue {
	q := &queue{max: max}
	q.room = sync.NewCond(&q.mu)
	return q
}
func (q *queue) Put(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) >= q.max {
		q.room.Wait()
	}
	q.items = append(q.items, n)
}
func (q *queue) consume() {
	defer func() { _ = recover() }()
	for i := 0; ; i++ {
		q.mu.Lock()
		if len(q.items) > 0 {
			q.items = q.items[1:]
			q.room.Signal()
		}
		q.mu.Unlock()
		if i == 10 {
			panic("bad item")
		}
		time.Sleep(time.Millisecond)
	}
}

func serveThumb(places chan struct{}, n int) {
	defer func() { _ = recover() }()
	places <- struct{}{}
	if n%4 == 0 {
		panic("broken image")
	}
	time.Sleep(3 * time.Millisecond)
	<-places
}

func sendMail(l *rate.Limiter) { _ = l.Wait(context.Background()) }

func syncLedger(done chan struct{}) { <-done }

func collect(n int) {
	var wg sync.WaitGroup
	for i := 0; i < 3; i++ {
		wg.Add(1)
		go func() {
			if (n+i)%3 == 0 {
				return
			}
			defer wg.Done()
			time.Sleep(time.Millisecond)
		}()
	}
	wg.Wait()
}

func priceOf(n int) int {
	cache := ttlcache.New(ttlcache.WithTTL[int, int](time.Minute))
	go cache.Start()
	cache.Set(n, n*2, ttlcache.DefaultTTL)
	return cache.Get(n).Value()
}

func isUp(c *http.Client, url string) bool {
	res, err := c.Get(url)
	if err != nil {
		return false
	}
	return res.StatusCode == 200
}

func pingTunnel(addr string) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	s, err := yamux.Client(c, nil)
	if err != nil {
		return
	}
	st, err := s.Open()
	if err != nil {
		return
	}
	_, _ = io.ReadAll(st)
	st.Close()
}

func audit(l *log.Logger, n int) { l.Printf("request %d %s", n, bytes.Repeat([]byte("."), 900)) }

func openTunnel() {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return
	}
	go func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			c.Close()
		}
	}()
}

func waitForJob(rdb *redis.Client, n int) {
	sub := rdb.Subscribe(context.Background(), fmt.Sprintf("pwlab-job-%d", n))
	select {
	case <-sub.Channel():
	case <-time.After(50 * time.Millisecond):
	}
}

var flag bool
var flagMu sync.RWMutex

func pollFlag() {
	for {
		flagMu.RLock()
		f := flag
		flagMu.RUnlock()
		if f {
			return
		}
		for i := 0; i < 1000; i++ {
			_ = i
		}
		time.Sleep(0)
	}
}

func lookup(n int, site string, out chan<- string) {
	time.Sleep(time.Duration(n%5) * time.Millisecond)
	out <- site
}

func quickest(n int) string {
	out := make(chan string)
	go lookup(n, "fra", out)
	go lookup(n+2, "ams", out)
	return <-out
}

type job struct {
	stop, stopped chan struct{}
	results       chan int
}

func (j *job) loop() {
	for i := 0; ; i++ {
		select {
		case <-j.stop:
			close(j.stopped)
			return
		default:
			j.results <- i
		}
	}
}

func restartJob() {
	j := &job{make(chan struct{}), make(chan struct{}), make(chan int)}
	go j.loop()
	<-j.results
	close(j.stop)
	<-j.stopped
}
