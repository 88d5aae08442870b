package main

import (
	"context"
	"sync"
	"time"
)

type Session struct {
	mu     sync.Mutex
	cancel context.CancelFunc
}

func (s *Session) Start(parent context.Context) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		s.cancel()
	}
	var ctx context.Context
	ctx, s.cancel = context.WithCancel(parent)
	go s.run(ctx)
}

func (s *Session) Close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cancel != nil {
		s.cancel()
		s.cancel = nil
	}
}

func (s *Session) run(ctx context.Context) { <-ctx.Done() }

func withDeadline(ctx context.Context, d time.Duration, f func(context.Context) error) error {
	if d > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, d)
		defer cancel()
	}
	return f(ctx)
}

func open(ctx context.Context) (context.Context, func()) {
	c, cancel := context.WithCancel(ctx)
	return c, func() { cancel() }
}

func main() {
	s := &Session{}
	s.Start(context.Background())
	s.Close()
	_ = withDeadline(context.Background(), 0, func(context.Context) error { return nil })
	_, stop := open(context.Background())
	stop()
}
