// Session keeps no context: each call brings its own, and ends with its own caller.
package main

import (
	"context"
	"log"
	"time"

	"example.org/rules/company"
)

// Session talks to the store for many callers.
type Session struct {
	name string
}

// Open begins a session.
func Open(name string) *Session {
	return &Session{name: name}
}

// Get asks for a value.
func (s *Session) Get(ctx context.Context, key string) error {
	return ask(ctx, s.name+"/"+key) // ok: the context of this call
}

// watcher has a context of its own, which it ends itself.
type watcher struct {
	ctx    context.Context // ok: the life of the watcher
	cancel context.CancelFunc
}

func watch() *watcher {
	ctx, cancel := context.WithCancel(context.Background())
	w := &watcher{ctx: ctx, cancel: cancel}
	go func() { <-w.ctx.Done() }()
	return w
}

func ask(ctx context.Context, key string) error {
	select {
	case <-time.After(time.Millisecond):
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func main() {
	c := company.Start(nil)
	c.Drive(func(i int) {
		ctx, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		s := Open("shop")
		w := watch()
		if err := s.Get(ctx, "price"); err != nil && i%10 == 9 {
			log.Print(err)
		}
		w.cancel()
	})
}
