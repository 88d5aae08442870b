// Shipper tails log segments. Each segment has a context derived from the same parent, and the one of
// the segment before is cancelled first.
package main

import (
	"context"
	"log"
	"sync/atomic"

	"example.org/rules/company"
)

type segment struct {
	id int
}

type shipper struct {
	segments chan segment
	cancel   context.CancelFunc
	tailed   atomic.Int64
}

// run tails every segment until the next one comes.
func (s *shipper) run(ctx context.Context) {
	for seg := range s.segments {
		if s.cancel != nil {
			s.cancel()
		}
		segCtx, cancel := context.WithCancel(ctx) // ok: always from the same parent
		s.cancel = cancel
		go s.tail(segCtx, seg)
	}
	if s.cancel != nil {
		s.cancel()
	}
}

// tail ships a segment until its context ends.
func (s *shipper) tail(ctx context.Context, seg segment) {
	s.tailed.Add(1)
	<-ctx.Done()
}

// check looks at the segments, each under a context of its own.
func check(ctx context.Context, segs ...segment) (bad int) {
	for range segs {
		ctx, cancel := context.WithCancel(ctx) // ok: a new variable, cancelled in the same turn
		if ctx.Err() != nil {
			bad++
		}
		cancel()
	}
	return bad
}

func main() {
	c := company.Start(nil)
	s := &shipper{segments: make(chan segment)}
	go s.run(context.Background())
	c.Drive(func(i int) {
		s.segments <- segment{id: i}
		if i%10 == 9 {
			log.Printf("%d segments, %d bad", s.tailed.Load(), check(context.Background(), segment{i}))
		}
	})
	close(s.segments)
}
