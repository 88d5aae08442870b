// Feeds keeps the cancel function of each subscription in a field, for later. Unsubscribe forgets to
// call it, so the goroutine that waits for the end of the context never sees one.
package main

import (
	"context"
	"log"
	"sync"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

type feed struct {
	topic  string
	cancel context.CancelFunc
}

type feeds struct {
	mu     sync.Mutex
	open   map[int]*feed
	closed atomic.Int64
}

// Subscribe opens a feed under a number; Unsubscribe or the end of ctx ends it.
func (f *feeds) Subscribe(ctx context.Context, id int, topic string) {
	ctx, cancel := context.WithCancel(ctx) // want "CX003"
	s := &feed{topic: topic, cancel: cancel}
	f.mu.Lock()
	f.open[id] = s
	f.mu.Unlock()
	go f.release(ctx)
}

// release waits for the end of a subscription.
func (f *feeds) release(ctx context.Context) {
	<-ctx.Done()
	f.closed.Add(1)
}

// Unsubscribe ends the feed with that number.
func (f *feeds) Unsubscribe(id int) {
	f.mu.Lock()
	delete(f.open, id)
	f.mu.Unlock()
}

// Peek reads one feed for a moment.
func (f *feeds) Peek(ctx context.Context, topic string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second) // ok
	defer cancel()
	return ctx.Err()
}

func main() {
	c := company.Start(nil)
	ctx, stop := context.WithCancel(context.Background()) // ok
	defer stop()
	f := &feeds{open: map[int]*feed{}}
	c.Drive(func(i int) {
		f.Subscribe(ctx, i, "prices")
		f.Unsubscribe(i)
		if i%10 == 9 {
			log.Printf("%d feeds closed, peek: %v", f.closed.Load(), f.Peek(ctx, "prices"))
		}
	})
}
