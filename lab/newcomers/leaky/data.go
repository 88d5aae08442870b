package leaky

import (
	"context"
	"fmt"
	"log"
	"math/rand"
	"net/http"
	"sync"
	"time"

	"example.org/depot/kit"
	"github.com/jmoiron/sqlx"
	_ "github.com/lib/pq"
	"github.com/redis/go-redis/v9"
	"github.com/robfig/cron/v3"
	"github.com/twmb/franz-go/pkg/kgo"
)

// Orders begins a transaction and forgets it when an order is refused.
func Orders() {
	kit.Admin()
	db := sqlx.MustConnect("postgres", kit.Postgres)
	db.SetMaxOpenConns(25)
	db.SetMaxIdleConns(5)
	db.SetConnMaxLifetime(time.Minute)
	cache := redis.NewClient(&redis.Options{Addr: kit.Redis, PoolSize: 10})
	http.HandleFunc("/order", func(w http.ResponseWriter, r *http.Request) {
		cache.Incr(r.Context(), "pwlab:depot:orders")
		if err := place(db, r.URL.Query().Get("qty")); err != nil {
			http.Error(w, err.Error(), 422)
		}
	})
	http.HandleFunc("/stock", func(w http.ResponseWriter, r *http.Request) {
		n, _ := cache.Get(r.Context(), "pwlab:depot:orders").Result()
		fmt.Fprint(w, n)
	})
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

func place(db *sqlx.DB, qty string) error {
	tx, err := db.Beginx()
	if err != nil {
		return err
	}
	var now time.Time
	if err := tx.Get(&now, "select now()"); err != nil {
		tx.Rollback()
		return err
	}
	if qty == "0" {
		return fmt.Errorf("nothing ordered")
	}
	if _, err := tx.Exec("select pg_sleep(0.02)"); err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit()
}

// Tenants reloads the schedule of a tenant by starting a new one.
func Tenants() {
	kit.Admin()
	s := &schedules{by: map[string]*cron.Cron{}}
	for i := 0; i < 5; i++ {
		s.reload(fmt.Sprint("t", i))
	}
	housekeeping := cron.New(cron.WithSeconds())
	housekeeping.AddFunc("*/10 * * * * *", func() { time.Sleep(50 * time.Millisecond) })
	housekeeping.Start()
	http.HandleFunc("/reload", func(w http.ResponseWriter, r *http.Request) { s.reload(r.URL.Query().Get("tenant")) })
	http.HandleFunc("/ping", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "ok") })
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

type schedules struct {
	mu sync.Mutex
	by map[string]*cron.Cron
}

func (s *schedules) reload(tenant string) {
	c := cron.New()
	c.AddFunc("@every 30s", func() { time.Sleep(time.Duration(rand.Intn(20)) * time.Millisecond) })
	c.AddFunc("0 3 * * *", func() {})
	c.Start()
	s.mu.Lock()
	s.by[tenant] = c
	s.mu.Unlock()
}

// Audit ships records to Kafka with a client per batch, closed only when everything was delivered.
func Audit() {
	kit.Admin()
	http.HandleFunc("/act", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("audit") == "1" {
			go ship([]byte(r.URL.RawQuery))
		}
		fmt.Fprint(w, "ok")
	})
	log.Fatal(http.ListenAndServe(kit.App, nil))
}

func ship(record []byte) error {
	client, err := kgo.NewClient(kgo.SeedBrokers("127.0.0.1:9"), kgo.DefaultProduceTopic("audit"))
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := client.ProduceSync(ctx, &kgo.Record{Value: record}).FirstErr(); err != nil {
		return err
	}
	client.Close()
	return nil
}
