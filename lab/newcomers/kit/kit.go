// Package kit holds what every service here has: where it listens, its admin listener, its peers' addresses.
package kit

import (
	"context"
	"log"
	"net/http"
	_ "net/http/pprof"
	"os"
	"time"
)

// Env reads a variable with a default.
func Env(name, other string) string {
	if v := os.Getenv(name); v != "" {
		return v
	}
	return other
}

var (
	App      = Env("APP", "127.0.0.1:23000")
	Upstream = Env("UP", "http://127.0.0.1:23200")
	Postgres = Env("PG", "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable")
	AMQP     = Env("AMQP", "amqp://guest:guest@127.0.0.1:5672/")
	MQTT     = Env("MQTT", "tcp://127.0.0.1:1883")
	NATS     = Env("NATS", "nats://127.0.0.1:4222")
	Redis    = Env("REDIS", "127.0.0.1:6379")
)

// Admin serves pprof beside the service.
func Admin() {
	go func() {
		log.Fatal(http.ListenAndServe(Env("PPROF", "127.0.0.1:23100"), nil))
	}()
}

// Every calls work until ctx ends.
func Every(ctx context.Context, d time.Duration, work func()) {
	t := time.NewTicker(d)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
			work()
		}
	}
}
