// Package rt is the platform of all services: listener, admin listener with pprof, background noise.
package rt

import (
	"context"
	"encoding/json"
	"log"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"time"
)

type Env struct {
	Addr, Admin, Upstream, Postgres, Redis, Nats string
}

func FromEnviron() Env {
	return Env{Addr: os.Getenv("ADDR"), Admin: os.Getenv("ADMIN"), Upstream: os.Getenv("UPSTREAM"),
		Postgres: "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable", Redis: "127.0.0.1:6379", Nats: "nats://127.0.0.1:4222"}
}

func ServeAdmin(addr string) {
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	go func() { log.Fatal(http.ListenAndServe(addr, mux)) }()
}

type metricsLoop struct{ ticks int }

func (m *metricsLoop) run(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			m.ticks++
		case <-ctx.Done():
			return
		}
	}
}

// Serve runs an HTTP server with the handler and a quick and a slow endpoint of the platform.
func Serve(ctx context.Context, addr string, mux *http.ServeMux) error {
	go (&metricsLoop{}).run(ctx)
	mux.HandleFunc("/quick", func(w http.ResponseWriter, r *http.Request) { json.NewEncoder(w).Encode("ok") })
	mux.HandleFunc("/slow", func(w http.ResponseWriter, r *http.Request) {
		select {
		case <-time.After(1500 * time.Millisecond):
		case <-r.Context().Done():
		}
		json.NewEncoder(w).Encode("slow")
	})
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return err
	}
	return (&http.Server{Handler: mux, IdleTimeout: 60 * time.Second}).Serve(ln)
}

// NextPort is the port after the one of addr, as text.
func NextPort(addr string) string {
	_, p, _ := net.SplitHostPort(addr)
	n := 0
	for _, c := range p {
		n = n*10 + int(c-'0')
	}
	n++
	s := ""
	for n > 0 {
		s = string(rune('0'+n%10)) + s
		n /= 10
	}
	return s
}
