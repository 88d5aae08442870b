// Relay copies events from a source to a client until the client's context ends; the receive and the
// send both have the stop case.
package main

import (
	"context"
	"log"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

type event struct {
	seq int
}

type relay struct {
	copied atomic.Int64
}

// source makes events until ctx ends.
func source(ctx context.Context) <-chan event {
	out := make(chan event)
	go func() {
		defer close(out)
		for seq := 0; ; seq++ {
			select { // ok: the send is a case itself
			case out <- event{seq}:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// pump copies events to the client until ctx ends.
func (r *relay) pump(ctx context.Context, in <-chan event, client chan<- event) {
	for {
		select {
		case e, ok := <-in:
			if !ok {
				return
			}
			select { // ok
			case client <- e:
				r.copied.Add(1)
			case <-ctx.Done():
				return
			}
		case <-ctx.Done():
			return
		}
	}
}

// Serve gives a client its events for as long as it wants them.
func (r *relay) Serve(ctx context.Context, want int) (last event) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	client := make(chan event)
	go r.pump(ctx, source(ctx), client)
	for i := 0; i < want; i++ {
		last = <-client
	}
	time.Sleep(time.Millisecond) // shows the last one
	return last
}

func main() {
	c := company.Start(nil)
	r := &relay{}
	c.Drive(func(i int) {
		last := r.Serve(context.Background(), 5)
		if i%10 == 9 {
			log.Printf("last %d, %d copied", last.seq, r.copied.Load())
		}
	})
}
