// Package drive runs a piece of work at a steady pace, with pprof beside it.
package drive

import (
	"context"
	"errors"
	"log"
	"net/http"
	"net/http/pprof"
	"os"
	"os/signal"
	"sync/atomic"
	"syscall"
	"time"
)

// Every runs work every d, at most max times (0: no limit), until SIGTERM or
// ten minutes have passed.
func Every(d time.Duration, max int64, work func(ctx context.Context, n int64) error) {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, 10*time.Minute)
	defer cancel()
	var done, failed atomic.Int64
	mux := http.NewServeMux()
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	srv := &http.Server{Addr: os.Getenv("ADMIN"), Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		if err := srv.ListenAndServe(); err != nil && !errors.Is(err, http.ErrServerClosed) {
			log.Fatal(err)
		}
	}()
	tick := time.NewTicker(d)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			log.Printf("%d done, %d failed", done.Load(), failed.Load())
			_ = srv.Close()
			return
		case <-tick.C:
			if max > 0 && done.Load() >= max {
				continue
			}
			if err := work(ctx, done.Add(1)); err != nil {
				if failed.Add(1) == 1 {
					log.Print(err)
				}
			}
		}
	}
}
