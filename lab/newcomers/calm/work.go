package calm

import (
	"context"
	"fmt"
	"log"
	"math/rand"
	"net"
	"net/http"
	"sync"
	"time"

	"example.org/depot/kit"
	mqtt "github.com/eclipse/paho.mqtt.golang"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/nats-io/nats.go"
	amqp "github.com/rabbitmq/amqp091-go"
	"github.com/redis/go-redis/v9"
	"github.com/robfig/cron/v3"
	"github.com/twmb/franz-go/pkg/kgo"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

// Crew grows its workers with the queue, up to two hundred, and keeps them.
func Crew() {
	kit.Admin()
	c := &crew{tasks: make(chan func()), max: 200}
	http.HandleFunc("/resize", func(w http.ResponseWriter, r *http.Request) {
		done := make(chan struct{})
		c.submit(func() { time.Sleep(time.Duration(20+rand.Intn(80)) * time.Millisecond); close(done) })
		<-done
	})
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

type crew struct {
	tasks chan func()
	mu    sync.Mutex
	n     int
	max   int
}

func (c *crew) submit(f func()) {
	select {
	case c.tasks <- f:
		return
	default:
	}
	c.mu.Lock()
	if c.n < c.max {
		c.n++
		go c.work(f)
		c.mu.Unlock()
		return
	}
	c.mu.Unlock()
	c.tasks <- f
}

func (c *crew) work(f func()) {
	f()
	for t := range c.tasks {
		t()
	}
}

// Lazy connects to everything once, each when it is first asked for.
func Lazy() {
	kit.Admin()
	ctx := context.Background()
	pool := sync.OnceValue(func() *pgxpool.Pool { p, _ := pgxpool.New(ctx, kit.Postgres); return p })
	cache := sync.OnceValue(func() *redis.Client { return redis.NewClient(&redis.Options{Addr: kit.Redis}) })
	bus := sync.OnceValue(func() *nats.Conn { n, _ := nats.Connect(kit.NATS); return n })
	queue := sync.OnceValue(func() *amqp.Channel {
		c, _ := amqp.Dial(kit.AMQP)
		ch, _ := c.Channel()
		q, _ := ch.QueueDeclare("", false, true, true, false, nil)
		d, _ := ch.Consume(q.Name, "", true, true, false, false, nil)
		go func() {
			for range d {
			}
		}()
		return ch
	})
	things := sync.OnceValue(func() mqtt.Client {
		m := mqtt.NewClient(mqtt.NewClientOptions().AddBroker(kit.MQTT).SetClientID(fmt.Sprint("lazy", time.Now().UnixNano())))
		m.Connect().Wait()
		m.Subscribe("depot/#", 0, func(mqtt.Client, mqtt.Message) {}).Wait()
		return m
	})
	kafka := sync.OnceValue(func() *kgo.Client {
		k, _ := kgo.NewClient(kgo.SeedBrokers("127.0.0.1:9"), kgo.ConsumeTopics("audit"), kgo.ConsumerGroup("lazy"))
		go func() {
			for {
				k.PollFetches(ctx)
			}
		}()
		return k
	})
	traces := sync.OnceValue(func() *sdktrace.TracerProvider {
		return sdktrace.NewTracerProvider(sdktrace.WithBatcher(nothing{}))
	})
	listen := sync.OnceFunc(func() { bus().Subscribe("pwlab.depot.x", func(*nats.Msg) {}) })
	timer := sync.OnceValue(func() *cron.Cron { c := cron.New(); c.AddFunc("@every 10s", func() {}); c.Start(); return c })
	start := time.Now()
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		age := time.Since(start)
		_, span := func() (context.Context, interface{ End() }) {
			c, s := traces().Tracer("lazy").Start(r.Context(), "get")
			return c, endOnly{func() { s.End() }}
		}()
		defer span.End()
		timer()
		if age > 15*time.Second {
			pool().Ping(r.Context())
		}
		if age > 30*time.Second {
			cache().Incr(r.Context(), "pwlab:depot:lazy")
		}
		if age > 50*time.Second {
			bus().Publish("pwlab.depot", nil)
			bus()
		}
		if age > 70*time.Second {
			queue()
			things()
		}
		if age > 95*time.Second {
			kafka()
			listen()
		}
		g, c := errgroup.WithContext(r.Context())
		for i := 0; i < 4; i++ {
			g.Go(func() error {
				select {
				case <-c.Done():
				case <-time.After(time.Duration(rand.Intn(300)) * time.Millisecond):
				}
				return nil
			})
		}
		g.Wait()
	})
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

type endOnly struct{ end func() }

func (e endOnly) End() { e.end() }

type nothing struct{}

func (nothing) ExportSpans(context.Context, []sdktrace.ReadOnlySpan) error { return nil }
func (nothing) Shutdown(context.Context) error                             { return nil }

// Actors has a goroutine per account that ends when it was idle for a minute.
func Actors() {
	kit.Admin()
	d := &directory{by: map[string]*actor{}}
	http.HandleFunc("/tell", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, d.tell(r.URL.Query().Get("who")))
	})
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

type directory struct {
	mu sync.Mutex
	by map[string]*actor
}

type actor struct {
	name  string
	inbox chan chan int
	total int
}

func (d *directory) tell(who string) int {
	d.mu.Lock()
	a := d.by[who]
	if a == nil {
		a = &actor{name: who, inbox: make(chan chan int, 1)}
		d.by[who] = a
		go a.loop(d)
	}
	answer := make(chan int, 1)
	a.inbox <- answer
	d.mu.Unlock()
	return <-answer
}

func (a *actor) loop(d *directory) {
	idle := time.NewTimer(time.Minute)
	for {
		select {
		case q := <-a.inbox:
			a.total++
			q <- a.total
			idle.Reset(time.Minute)
		case <-idle.C:
			d.mu.Lock()
			if len(a.inbox) > 0 {
				d.mu.Unlock()
				idle.Reset(time.Minute)
				continue
			}
			delete(d.by, a.name)
			d.mu.Unlock()
			return
		}
	}
}

// Watchers serves two hundred health watches over gRPC, and watches its own peers.
func Watchers() {
	kit.Admin()
	l, err := net.Listen("tcp", kit.App)
	if err != nil {
		log.Fatal(err)
	}
	s := grpc.NewServer()
	hs := health.NewServer()
	healthpb.RegisterHealthServer(s, hs)
	go kit.Every(context.Background(), 5*time.Second, func() {
		hs.SetServingStatus("shop", healthpb.HealthCheckResponse_ServingStatus(1+rand.Intn(2)))
	})
	go func() {
		for i := 0; i < 30; i++ {
			time.Sleep(3 * time.Second)
			conn, err := grpc.NewClient(kit.App, grpc.WithTransportCredentials(insecure.NewCredentials()))
			if err != nil {
				continue
			}
			go follow(healthpb.NewHealthClient(conn), "peer")
		}
	}()
	log.Fatal(s.Serve(l))
}

func follow(c healthpb.HealthClient, name string) {
	for {
		w, err := c.Watch(context.Background(), &healthpb.HealthCheckRequest{Service: name})
		for err == nil {
			_, err = w.Recv()
		}
		time.Sleep(time.Second)
	}
}

// Sleepers has shards that sleep between passes, and retries that back off after a bad minute.
func Sleepers() {
	kit.Admin()
	for i := 0; i < 64; i++ {
		go compact(i)
	}
	http.HandleFunc("/notify", func(w http.ResponseWriter, r *http.Request) { go notify(r.URL.Query().Get("fail") == "1") })
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

func compact(shard int) {
	for {
		time.Sleep(30*time.Second + time.Duration(rand.Intn(10))*time.Second)
	}
}

func notify(fail bool) {
	for try, wait := 0, time.Second; try < 6; try++ {
		if !fail {
			return
		}
		time.Sleep(wait)
		wait *= 2
	}
}
