// Package signalwaits registers for signals in the places where programs do: once, or with a Stop.
package signalwaits

import (
	"context"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"
)

// Serve runs until a signal comes.
func Serve(ctx context.Context, srv *http.Server) error {
	quit := make(chan os.Signal, 1)
	signal.Notify(quit, os.Interrupt, syscall.SIGTERM)
	errs := make(chan error, 1)
	go func() { errs <- srv.ListenAndServe() }()
	select {
	case <-quit:
	case <-ctx.Done():
	case err := <-errs:
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
	defer cancel()
	return srv.Shutdown(ctx)
}

// Reloader reloads for every SIGHUP.
type Reloader struct {
	load func() error
	done chan struct{}
}

// Run reloads until Close.
func (r *Reloader) Run() {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP)
	defer signal.Stop(hup)
	for {
		select {
		case <-hup:
			_ = r.load()
		case <-r.done:
			return
		}
	}
}

// Close ends Run.
func (r *Reloader) Close() { close(r.done) }

// Confirm waits for a signal or the client, each time anew.
func Confirm(w http.ResponseWriter, r *http.Request) {
	sig := make(chan os.Signal, 1)
	signal.Notify(sig, syscall.SIGUSR1)
	defer func() {
		signal.Stop(sig)
		close(sig)
	}()
	select {
	case <-sig:
		w.WriteHeader(http.StatusNoContent)
	case <-r.Context().Done():
	}
}

// Steps asks one thing after the other.
func Steps(ask []func(<-chan os.Signal) error) error {
	sig := make(chan os.Signal, 1)
	signal.Notify(sig, os.Interrupt)
	for _, one := range ask {
		if err := one(sig); err != nil {
			return err
		}
	}
	return nil
}
