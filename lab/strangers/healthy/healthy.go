package healthy

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
	"time"

	"example.com/acme/internal/rt"
	"github.com/gorilla/websocket"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	"github.com/redis/go-redis/v9"
	"golang.org/x/sync/errgroup"
	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health/grpc_health_v1"
)

// WarmPool has a large pool that a burst filled; it idles afterwards.
func WarmPool(ctx context.Context, env rt.Env) error {
	cfg, err := pgxpool.ParseConfig(env.Postgres)
	if err != nil {
		return err
	}
	cfg.MaxConns, cfg.MinConns = 24, 4
	pool, err := pgxpool.NewWithConfig(ctx, cfg)
	if err != nil {
		return err
	}
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		pool.Exec(r.Context(), "select pg_sleep(0.4)")
	})
	return rt.Serve(ctx, env.Addr, mux)
}

// ShopEvents subscribes once for each shop that is seen, and keeps it.
func ShopEvents(ctx context.Context, env rt.Env) error {
	rdb := redis.NewClient(&redis.Options{Addr: env.Redis})
	var mu sync.Mutex
	subs := map[string]*redis.PubSub{}
	n := 0
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		defer mu.Unlock()
		n++
		shop := fmt.Sprint(n % 30)
		if subs[shop] == nil {
			ps := rdb.Subscribe(ctx, "acme:shop:"+shop)
			subs[shop] = ps
			go func() {
				for range ps.Channel() {
				}
			}()
		}
	})
	return rt.Serve(ctx, env.Addr, mux)
}

// Fulfilment runs queue workers over NATS with bursts.
func Fulfilment(ctx context.Context, env rt.Env) error {
	nc, err := nats.Connect(env.Nats)
	if err != nil {
		return err
	}
	jobs := make(chan *nats.Msg, 512)
	for i := range 12 {
		if _, err := nc.QueueSubscribe(fmt.Sprintf("acme.fulfil.%d", i), "workers", func(m *nats.Msg) { jobs <- m }); err != nil {
			return err
		}
	}
	for range 40 {
		go func() {
			for range jobs {
				time.Sleep(120 * time.Millisecond)
			}
		}()
	}
	mux := http.NewServeMux()
	n := 0
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		n++
		for i := range 6 {
			nc.Publish(fmt.Sprintf("acme.fulfil.%d", (n+i)%12), []byte("x"))
		}
	})
	return rt.Serve(ctx, env.Addr, mux)
}

type guest struct {
	conn *websocket.Conn
	send chan []byte
	done chan struct{}
}

func (g *guest) write() {
	t := time.NewTicker(5 * time.Second)
	defer t.Stop()
	for {
		select {
		case m := <-g.send:
			g.conn.WriteMessage(websocket.TextMessage, m)
		case <-t.C:
			g.conn.WriteMessage(websocket.PingMessage, nil)
		case <-g.done:
			return
		}
	}
}

func (g *guest) read() {
	defer close(g.done)
	defer g.conn.Close()
	for {
		if _, _, err := g.conn.ReadMessage(); err != nil {
			return
		}
	}
}

// Auction has two pumps for each guest; more come than go.
func Auction(ctx context.Context, env rt.Env) error {
	up := websocket.Upgrader{CheckOrigin: func(*http.Request) bool { return true }}
	mux := http.NewServeMux()
	mux.HandleFunc("/ws", func(w http.ResponseWriter, r *http.Request) {
		c, err := up.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		g := &guest{c, make(chan []byte, 4), make(chan struct{})}
		go g.write()
		go g.read()
	})
	return rt.Serve(ctx, env.Addr, mux)
}

type depot struct {
	grpc_health_v1.UnimplementedHealthServer
}

func (d *depot) Watch(req *grpc_health_v1.HealthCheckRequest, st grpc.ServerStreamingServer[grpc_health_v1.HealthCheckResponse]) error {
	t := time.NewTicker(4 * time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			if err := st.Send(&grpc_health_v1.HealthCheckResponse{Status: 1}); err != nil {
				return err
			}
		case <-st.Context().Done():
			return nil
		}
	}
}

// Depots serves long streams; clients arrive and some leave.
func Depots(ctx context.Context, env rt.Env) error {
	ln, err := net.Listen("tcp", "127.0.0.1:"+rt.NextPort(env.Addr))
	if err != nil {
		return err
	}
	gs := grpc.NewServer()
	grpc_health_v1.RegisterHealthServer(gs, &depot{})
	go gs.Serve(ln)
	return rt.Serve(ctx, env.Addr, http.NewServeMux())
}

// Settlement runs batches, each larger than the one before.
func Settlement(ctx context.Context, env rt.Env) error {
	go func() {
		for size := 50; ; size += 30 {
			var g errgroup.Group
			g.SetLimit(60)
			for range size {
				g.Go(func() error { time.Sleep(6 * time.Second); return nil })
			}
			g.Wait()
			time.Sleep(8 * time.Second)
		}
	}()
	return rt.Serve(ctx, env.Addr, http.NewServeMux())
}

type schedule struct{ every time.Duration }

func (s schedule) run(ctx context.Context, job func()) {
	for {
		timer := time.NewTimer(s.every)
		select {
		case <-timer.C:
			job()
		case <-ctx.Done():
			timer.Stop()
			return
		}
	}
}

// Reminders has a sleeper for each tenant; tenants log in for a minute and a half.
func Reminders(ctx context.Context, env rt.Env) error {
	var once [36]sync.Once
	n := 0
	var mu sync.Mutex
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		n++
		i := min(n/4, 35)
		mu.Unlock()
		once[i].Do(func() { go schedule{5 * time.Minute}.run(ctx, func() {}) })
	})
	return rt.Serve(ctx, env.Addr, mux)
}

type crew struct {
	jobs chan int
	wg   sync.WaitGroup
}

func hire(size int) *crew {
	c := &crew{jobs: make(chan int)}
	for range size {
		c.wg.Add(1)
		go c.work()
	}
	return c
}

func (c *crew) work() {
	defer c.wg.Done()
	for range c.jobs {
		time.Sleep(150 * time.Millisecond)
	}
}

// Packing replaces its crew by a larger one every 50 seconds, and lets the old one finish.
func Packing(ctx context.Context, env rt.Env) error {
	var mu sync.RWMutex
	c := hire(10)
	go func() {
		for size := 30; ; size += 20 {
			time.Sleep(50 * time.Second)
			next := hire(min(size, 70))
			mu.Lock()
			old := c
			c = next
			mu.Unlock()
			close(old.jobs)
			old.wg.Wait()
		}
	}()
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		mu.RLock()
		defer mu.RUnlock()
		select {
		case c.jobs <- 1:
		case <-time.After(time.Second):
		}
	})
	return rt.Serve(ctx, env.Addr, mux)
}

// Replica waits for leadership that never comes, with its standby workers.
func Replica(ctx context.Context, env rt.Env) error {
	elected := make(chan struct{})
	go func() {
		t := time.NewTicker(2 * time.Second)
		for range t.C {
			// asks for the lease; somebody else has it
		}
	}()
	for range 20 {
		go func() {
			select {
			case <-elected:
			case <-ctx.Done():
			}
		}()
	}
	return rt.Serve(ctx, env.Addr, http.NewServeMux())
}

// Inbox holds long polls of up to 25 seconds.
func Inbox(ctx context.Context, env rt.Env) error {
	mux := http.NewServeMux()
	mux.HandleFunc("/poll", func(w http.ResponseWriter, r *http.Request) {
		timer := time.NewTimer(25 * time.Second)
		defer timer.Stop()
		select {
		case <-timer.C:
			w.WriteHeader(204)
		case <-r.Context().Done():
		}
	})
	return rt.Serve(ctx, env.Addr, mux)
}

// Gateway passes requests on to a slow upstream, in bursts, with a time limit.
func Gateway(ctx context.Context, env rt.Env) error {
	client := &http.Client{Timeout: 10 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 20, IdleConnTimeout: 30 * time.Second}}
	mux := http.NewServeMux()
	mux.HandleFunc("/work", func(w http.ResponseWriter, r *http.Request) {
		req, _ := http.NewRequestWithContext(r.Context(), "GET", "http://"+env.Upstream+"/lag", nil)
		res, err := client.Do(req)
		if err != nil {
			http.Error(w, err.Error(), 502)
			return
		}
		defer res.Body.Close()
		io.Copy(w, res.Body)
	})
	return rt.Serve(ctx, env.Addr, mux)
}

// Pricing bursts into a semaphore of ten and a shared call.
func Pricing(ctx context.Context, env rt.Env) error {
	sem := semaphore.NewWeighted(10)
	var flight singleflight.Group
	go func() {
		for {
			for i := range 90 {
				go func() {
					sem.Acquire(ctx, 1)
					defer sem.Release(1)
					flight.Do(fmt.Sprint(i%7), func() (any, error) { time.Sleep(2 * time.Second); return nil, nil })
				}()
			}
			time.Sleep(32 * time.Second)
		}
	}()
	return rt.Serve(ctx, env.Addr, http.NewServeMux())
}
