// Cancel functions in a field that holds the one before.
package fields

import (
	"context"
	"net/http"
	"sync"
)

type feed struct {
	life   context.Context
	ctx    context.Context
	cancel context.CancelFunc
	mu     sync.Mutex
}

func (f *feed) loop(ctx context.Context) { <-ctx.Done() }

func (f *feed) Close() { f.cancel() }

func (f *feed) Start() {
	ctx, cancel := context.WithCancel(f.life) // ok: once, as far as is known
	f.cancel = cancel
	go f.loop(ctx)
}

// The loop of the last time goes on.
func (f *feed) Restart() {
	ctx, cancel := context.WithCancel(f.life) // want "CX013"
	f.cancel = cancel
	go f.loop(ctx)
}

func (f *feed) RestartAndCancel() {
	f.cancel()
	ctx, cancel := context.WithCancel(f.life) // ok
	f.cancel = cancel
	go f.loop(ctx)
}

func (f *feed) Reload() {
	f.stop()
	f.ctx, f.cancel = context.WithCancel(context.Background()) // ok: stop cancels
	go f.loop(f.ctx)
}

func (f *feed) stop() { f.end() }

func (f *feed) end() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cancel()
}

// Each request overwrites what the one before has stored.
func (f *feed) Watch(w http.ResponseWriter, r *http.Request) {
	f.ctx, f.cancel = context.WithCancel(context.Background()) // want "CX013"
	go f.loop(f.ctx)
}

// Nothing waits below Background.
func (f *feed) Refresh() {
	ctx, cancel := context.WithCancel(context.Background()) // note "CX013"
	f.ctx = ctx
	f.cancel = cancel
}

type poller struct {
	life   context.Context
	cancel context.CancelFunc
	poll   func(context.Context) error
}

func (p *poller) Close() { p.cancel() }

func (p *poller) run() {
	for {
		var ctx context.Context
		ctx, p.cancel = context.WithCancel(p.life) // want "CX013"
		if p.poll(ctx) == nil {
			return
		}
	}
}

type caller struct {
	life   context.Context
	cancel context.CancelFunc
	poll   func(context.Context) error
}

func (p *caller) run() {
	for {
		var ctx context.Context
		ctx, p.cancel = context.WithCancel(p.life) // ok
		err := p.poll(ctx)
		p.cancel()
		if err == nil {
			return
		}
	}
}

type session struct {
	life    context.Context
	cancel  context.CancelFunc
	running bool
}

// Guarded: one at a time.
func (s *session) Reconnect() {
	if s.running {
		return
	}
	s.running = true
	ctx, cancel := context.WithCancel(s.life) // ok
	s.cancel = cancel
	go func() { <-ctx.Done() }()
}

func (s *session) Reset() {
	if s.cancel != nil {
		s.cancel()
	}
	ctx, cancel := context.WithCancel(s.life) // ok
	s.cancel = cancel
	go func() { <-ctx.Done() }()
}

// Who calls it has cancelled.
type link struct {
	life   context.Context
	cancel context.CancelFunc
}

func (l *link) redial() {
	ctx, cancel := context.WithCancel(l.life) // ok
	l.cancel = cancel
	go func() { <-ctx.Done() }()
}

func (l *link) retry() {
	l.drop()
	l.redial()
}

func (l *link) drop() { l.cancel() }

// A value made here held none before.
func reopen(life context.Context) *link {
	l := &link{life: life}
	ctx, cancel := context.WithCancel(life) // ok
	l.cancel = cancel
	go func() { <-ctx.Done() }()
	return l
}
