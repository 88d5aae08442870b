// Package actors owns its state in one goroutine.
package actors

import (
	"context"
	"errors"
)

var ErrStopped = errors.New("stopped")

type request struct {
	key   string
	delta int
	reply chan int
}

type Counter struct {
	requests chan request
	quit     chan struct{}
	done     chan struct{}
}

func Start() *Counter {
	c := &Counter{requests: make(chan request), quit: make(chan struct{}), done: make(chan struct{})}
	go c.loop()
	return c
}

func (c *Counter) loop() {
	defer close(c.done)
	counts := map[string]int{}
	for {
		select {
		case r := <-c.requests:
			counts[r.key] += r.delta
			r.reply <- counts[r.key]
		case <-c.quit:
			return
		}
	}
}

func (c *Counter) Add(key string, delta int) (int, error) {
	r := request{key: key, delta: delta, reply: make(chan int, 1)}
	select {
	case c.requests <- r:
		return <-r.reply, nil
	case <-c.done:
		return 0, ErrStopped
	}
}

func (c *Counter) Stop() {
	close(c.quit)
	<-c.done
}

// Funcs runs functions in the goroutine that owns the state.
type Funcs struct {
	calls chan func()
	ctx   context.Context
}

func Run(ctx context.Context) *Funcs {
	f := &Funcs{calls: make(chan func()), ctx: ctx}
	go func() {
		for {
			select {
			case call := <-f.calls:
				call()
			case <-ctx.Done():
				return
			}
		}
	}()
	return f
}

func (f *Funcs) Do(call func()) error {
	done := make(chan struct{})
	wrapped := func() {
		defer close(done)
		call()
	}
	select {
	case f.calls <- wrapped:
	case <-f.ctx.Done():
		return f.ctx.Err()
	}
	select {
	case <-done:
		return nil
	case <-f.ctx.Done():
		return f.ctx.Err()
	}
}

// Future is set once.
type Future[T any] struct {
	done  chan struct{}
	value T
	err   error
}

func Go[T any](f func() (T, error)) *Future[T] {
	fut := &Future[T]{done: make(chan struct{})}
	go func() {
		defer close(fut.done)
		fut.value, fut.err = f()
	}()
	return fut
}

func (f *Future[T]) Wait(ctx context.Context) (value T, err error) {
	select {
	case <-f.done:
		return f.value, f.err
	case <-ctx.Done():
		return value, ctx.Err()
	}
}
