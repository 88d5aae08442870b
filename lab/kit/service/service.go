// Package service is the frame that the lab's services share: a public
// listener, an admin listener with pprof, housekeeping, and a worker pool.
package service

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"net/http/pprof"
	"os"
	"os/signal"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"example.com/platform/workers"
)

// Service is one process: what it serves, and what runs beside it.
type Service struct {
	Name  string
	Mux   *http.ServeMux
	Admin *http.ServeMux
	Pool  *workers.Pool

	hub      *hub
	inFlight atomic.Int64
	served   atomic.Int64
	ctx      context.Context
	stop     context.CancelFunc
	wg       sync.WaitGroup
}

// New makes a service with the common end points.
func New(name string) *Service {
	ctx, stop := context.WithCancel(context.Background())
	s := &Service{Name: name, Mux: http.NewServeMux(), Admin: http.NewServeMux(), hub: newHub(), ctx: ctx, stop: stop}
	s.Pool = workers.New(4)
	s.Admin.HandleFunc("/debug/pprof/", pprof.Index)
	s.Admin.HandleFunc("/debug/pprof/cmdline", pprof.Cmdline)
	s.Admin.HandleFunc("/debug/pprof/profile", pprof.Profile)
	s.Admin.HandleFunc("/debug/pprof/symbol", pprof.Symbol)
	s.Admin.HandleFunc("/debug/pprof/trace", pprof.Trace)
	s.Mux.HandleFunc("/healthz", func(w http.ResponseWriter, r *http.Request) { w.WriteHeader(http.StatusNoContent) })
	s.Mux.HandleFunc("/report", s.report)
	s.Mux.HandleFunc("/events", s.hub.serve)
	s.Go(s.housekeep)
	return s
}

// InFlight and Served are read by the metrics package.
func (s *Service) InFlight() int64 { return s.inFlight.Load() }
func (s *Service) Served() int64   { return s.served.Load() }

// Go runs a background loop until the service stops.
func (s *Service) Go(run func(ctx context.Context)) {
	s.wg.Add(1)
	go func() {
		defer s.wg.Done()
		run(s.ctx)
	}()
}

// Context ends with the service.
func (s *Service) Context() context.Context { return s.ctx }

func (s *Service) housekeep(ctx context.Context) {
	t := time.NewTicker(5 * time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-t.C:
			s.hub.publish(fmt.Sprintf("tick %d", now.Unix()))
		}
	}
}

// report stands for slow work: it goes through the worker pool.
func (s *Service) report(w http.ResponseWriter, r *http.Request) {
	ms, _ := strconv.Atoi(r.URL.Query().Get("ms"))
	done := make(chan struct{})
	var sum int
	s.Pool.Submit(func() {
		defer close(done)
		for i := 0; i < 2000; i++ {
			sum += i
		}
	})
	select {
	case <-done:
	case <-r.Context().Done():
		return
	}
	select {
	case <-time.After(time.Duration(ms) * time.Millisecond):
	case <-r.Context().Done():
		return
	}
	JSON(w, map[string]int{"sum": sum})
}

// JSON answers with v.
func JSON(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(v)
}

func (s *Service) count(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.inFlight.Add(1)
		defer func() { s.inFlight.Add(-1); s.served.Add(1) }()
		next.ServeHTTP(w, r)
	})
}

// Run listens until SIGTERM.
func (s *Service) Run() {
	admin := &http.Server{Handler: s.Admin, ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 30 * time.Second}
	public := &http.Server{Handler: s.count(s.Mux), ReadHeaderTimeout: 5 * time.Second, IdleTimeout: 75 * time.Second}
	al, err := net.Listen("tcp", env("ADMIN", "127.0.0.1:6060"))
	if err != nil {
		log.Fatal(err)
	}
	pl, err := net.Listen("tcp", env("LISTEN", "127.0.0.1:8080"))
	if err != nil {
		log.Fatal(err)
	}
	go func() { _ = admin.Serve(al) }()
	go func() { _ = public.Serve(pl) }()
	sig := make(chan os.Signal, 1)
	signal.Notify(sig, syscall.SIGTERM, os.Interrupt)
	select {
	case <-sig:
	case <-time.After(15 * time.Minute): // a lab process ends by itself
	}
	s.stop()
	ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	_ = public.Shutdown(ctx)
	_ = admin.Shutdown(ctx)
	s.Pool.Close()
}

func env(key, def string) string {
	if v := os.Getenv(key); v != "" {
		return v
	}
	return def
}

// Env reads a setting.
func Env(key, def string) string { return env(key, def) }
