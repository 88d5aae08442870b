package main

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"os"
	"sync"
	"time"

	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/quic-go/quic-go"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health/grpc_health_v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/client-go/informers"
	"k8s.io/client-go/kubernetes/fake"
)

func ctx() context.Context { return context.Background() }

func init() {
	register("grpc-stream-abandoned", tick, func() func(int) {
		conn, err := grpc.NewClient(peer("grpc"), grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			panic(err)
		}
		client := grpc_health_v1.NewHealthClient(conn)
		return func(int) { followHealth(client) }
	})
	register("grpc-conn-per-request", tick, func() func(int) {
		return func(int) { askHealth() }
	})
	register("quic-per-request", tick, func() func(int) {
		return func(int) { pingQuic() }
	})
	register("pgxpool-not-released", tick, func() func(int) {
		cfg, err := pgxpool.ParseConfig(os.Getenv("POSTGRES"))
		if err != nil {
			panic(err)
		}
		cfg.MaxConns = 4
		pool, err := pgxpool.NewWithConfig(ctx(), cfg)
		if err != nil {
			panic(err)
		}
		return func(n int) { stockOf(pool, n) }
	})
	register("informer-per-request", tick, func() func(int) {
		return func(int) { countPods() }
	})
	register("bodies-below-max-conns", tick, func() func(int) {
		c := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 4}}
		return func(int) { _ = isUp(c, "http://"+peer("h1")) }
	})
	register("lock-kept-beside-janitor", tick, func() func(int) {
		s := newSessions()
		return func(n int) { _ = s.touch(n) }
	})
	register("condition-in-two-orders", 20*time.Millisecond, func() func(int) {
		a, b := &account{id: 1}, &account{id: 2}
		return func(n int) {
			if n%2 == 0 {
				transfer(a, b, n)
			} else {
				transfer(b, a, n)
			}
		}
	})
	register("config-read-twice", 20*time.Millisecond, func() func(int) {
		c := &config{values: map[string]string{"a": "1", "b": "2"}}
		return func(n int) {
			if n%10 == 9 {
				c.set("a", fmt.Sprint(n))
				return
			}
			_ = c.pair("a", "b")
		}
	})
}

// followHealth takes the first answer of a stream and goes.
func followHealth(client grpc_health_v1.HealthClient) {
	stream, err := client.Watch(ctx(), &grpc_health_v1.HealthCheckRequest{})
	if err != nil {
		return
	}
	updates := make(chan *grpc_health_v1.HealthCheckResponse, 1)
	go func() {
		for {
			r, err := stream.Recv()
			if err != nil {
				return
			}
			updates <- r
		}
	}()
	<-updates
}

func askHealth() {
	conn, err := grpc.NewClient(peer("grpc"), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return
	}
	_, _ = grpc_health_v1.NewHealthClient(conn).Check(ctx(), &grpc_health_v1.HealthCheckRequest{})
}

func pingQuic() {
	conn, err := quic.DialAddr(ctx(), peer("quic"), &tls.Config{InsecureSkipVerify: true, NextProtos: []string{"lab"}}, &quic.Config{KeepAlivePeriod: 5 * time.Second})
	if err != nil {
		return
	}
	_ = conn.SendDatagram(nil)
}

func stockOf(pool *pgxpool.Pool, n int) {
	conn, err := pool.Acquire(ctx())
	if err != nil {
		return
	}
	if n%3 == 0 {
		return // forgets the connection
	}
	conn.Release()
}

func countPods() int {
	factory := informers.NewSharedInformerFactory(fake.NewClientset([]runtime.Object{}...), 0)
	pods := factory.Core().V1().Pods()
	inf := pods.Informer()
	stop := make(chan struct{})
	factory.Start(stop)
	factory.WaitForCacheSync(stop)
	_ = metav1.NamespaceAll
	return len(inf.GetStore().List())
}

type sessions struct {
	mu   sync.Mutex
	seen map[int]time.Time
}

func newSessions() *sessions {
	s := &sessions{seen: map[int]time.Time{}}
	go s.janitor()
	return s
}

// janitor forgets old sessions once a minute.
func (s *sessions) janitor() {
	t := time.NewTicker(time.Minute)
	defer t.Stop()
	for range t.C {
		s.mu.Lock()
		for k, at := range s.seen {
			if time.Since(at) > time.Hour {
				delete(s.seen, k)
			}
		}
		s.mu.Unlock()
	}
}

func (s *sessions) touch(n int) error {
	s.mu.Lock()
	if n == 3 {
		return fmt.Errorf("no session %d", n)
	}
	s.seen[n] = time.Now()
	s.mu.Unlock()
	return nil
}

type account struct {
	mu      sync.Mutex
	id, sum int
}

func (a *account) add(n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.sum += n
}

// transfer locks the payer first, whoever it is.
func transfer(from, to *account, n int) {
	from.mu.Lock()
	defer from.mu.Unlock()
	from.sum -= n
	time.Sleep(30 * time.Millisecond)
	to.add(n)
}

type config struct {
	mu     sync.RWMutex
	values map[string]string
}

func (c *config) get(k string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return c.values[k]
}

func (c *config) set(k, v string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.values[k] = v
}

func (c *config) pair(a, b string) string {
	c.mu.RLock()
	defer c.mu.RUnlock()
	first := c.get(a)
	time.Sleep(15 * time.Millisecond)
	return first + c.get(b)
}
