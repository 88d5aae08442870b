// Package uploadslots: healthy; slots are given back by the goroutine, or kept as tokens on purpose.
package uploadslots

import (
	"context"
	"errors"
	"sync"
)

type Limiter struct {
	tokens chan struct{}
}

func NewLimiter(n int) *Limiter { return &Limiter{tokens: make(chan struct{}, n)} }

func (l *Limiter) Acquire(ctx context.Context) error {
	select {
	case l.tokens <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (l *Limiter) Release() { <-l.tokens }

func (l *Limiter) Try() bool {
	select {
	case l.tokens <- struct{}{}:
		return true
	default:
		return false
	}
}

func Each(ctx context.Context, names []string, do func(string) error) error {
	sem := make(chan struct{}, 3)
	var wg sync.WaitGroup
	var mu sync.Mutex
	var errs []error
	for _, n := range names {
		if ctx.Err() != nil {
			break
		}
		sem <- struct{}{}
		wg.Add(1)
		go func() {
			defer func() { <-sem; wg.Done() }()
			if err := do(n); err != nil {
				mu.Lock()
				errs = append(errs, err)
				mu.Unlock()
				return
			}
		}()
	}
	wg.Wait()
	return errors.Join(errs...)
}

// Drain fills all slots and leaves: the limiter is local and nobody comes after.
func Drain(names []string, do func(string)) {
	sem := make(chan struct{}, 2)
	for _, n := range names {
		sem <- struct{}{}
		go func() { do(n); <-sem }()
	}
	for range cap(sem) {
		sem <- struct{}{}
	}
}
