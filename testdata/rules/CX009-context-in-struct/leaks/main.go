// Session keeps the context that it was opened with and uses it for every call that comes later: when the
// request that opened it ends, the calls of all others end with it.
package main

import (
	"context"
	"log"
	"time"

	"example.org/rules/company"
)

// Session talks to the store for many callers.
type Session struct {
	ctx  context.Context // want "CX009"
	name string
}

// Open begins a session.
func Open(ctx context.Context, name string) *Session {
	return &Session{ctx: ctx, name: name}
}

// Get asks for a value.
func (s *Session) Get(key string) error {
	return ask(s.ctx, s.name+"/"+key)
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
		s := Open(ctx, "shop")
		cancel()
		w := watch()
		if err := s.Get("price"); err != nil && i%10 == 9 {
			log.Print(err)
		}
		w.cancel()
	})
}
