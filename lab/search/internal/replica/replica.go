// Package replica asks copies of the index.
package replica

import (
	"context"
	"sync"
	"time"
)

// Answer is one replica's.
type Answer struct {
	Replica string
	Hits    int
}

// Set is the replicas of one index.
type Set struct{ names []string }

// NewSet lists them.
func NewSet(names ...string) *Set { return &Set{names: names} }

func (s *Set) ask(ctx context.Context, i int, q string) Answer {
	select {
	case <-time.After(time.Duration(10+7*i) * time.Millisecond):
	case <-ctx.Done():
	}
	return Answer{Replica: s.names[i], Hits: len(q) * (i + 1)}
}

// First takes the quickest answer.
func (s *Set) First(ctx context.Context, q string) Answer {
	answers := make(chan Answer)
	for i := range s.names {
		go func() { answers <- s.ask(ctx, i, q) }()
	}
	return <-answers
}

// All waits for every replica.
func (s *Set) All(ctx context.Context, q string) []Answer {
	out := make([]Answer, len(s.names))
	var wg sync.WaitGroup
	for i := range s.names {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out[i] = s.ask(ctx, i, q)
		}()
	}
	wg.Wait()
	return out
}
