// Cancel functions that are given a new value in a loop.
package turns

import (
	"context"
	"time"
)

type leader struct {
	running bool
	addr    string
}

// The flag says whether one runs (loki Compactor.loop).
func (l *leader) elect(ctx context.Context, chosen func() string, work func(context.Context), ticks <-chan time.Time) {
	var runCtx context.Context
	var cancel context.CancelFunc
	for {
		select {
		case <-ctx.Done():
			if cancel != nil {
				cancel()
			}
			return
		case <-ticks:
			if chosen() == l.addr {
				if !l.running {
					runCtx, cancel = context.WithCancel(ctx) // ok
					go work(runCtx)
					l.running = true
				}
			} else if l.running {
				cancel()
				l.running = false
			}
		}
	}
}

// Nothing says so here.
func (l *leader) restart(ctx context.Context, chosen func() string, work func(context.Context), ticks <-chan time.Time) {
	var runCtx context.Context
	var cancel context.CancelFunc
	for {
		select {
		case <-ctx.Done():
			if cancel != nil {
				cancel()
			}
			return
		case <-ticks:
			if chosen() == l.addr {
				runCtx, cancel = context.WithCancel(ctx) // want "CX013"
				go work(runCtx)
			}
		}
	}
}

// What was given a time limit has one (nats.go getJSContextOpts).
func limited(ctx context.Context, wait time.Duration) (context.Context, context.CancelFunc) {
	var cancel context.CancelFunc
	if wait > 0 {
		ctx, cancel = context.WithTimeout(ctx, wait) // ok
	}
	if _, hasDeadline := ctx.Deadline(); !hasDeadline {
		ctx, cancel = context.WithTimeout(ctx, time.Minute)
	}
	return ctx, cancel
}

// The deferred literal calls the last one only.
func rearmed(ctx context.Context, again func(context.Context) bool) {
	turn, cancel := context.WithCancel(ctx)
	defer func() { cancel() }()
	for again(turn) {
		turn, cancel = context.WithCancel(ctx) // want "CX013"
	}
}
