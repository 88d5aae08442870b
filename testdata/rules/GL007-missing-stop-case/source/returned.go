// Channels that are returned to whoever gave the context.
package returned

import "context"

type state struct {
	stopped chan struct{}
}

// The caller may have left when the context ends (moby State.Wait).
func (s *state) wait(ctx context.Context) <-chan error {
	result := make(chan error)
	go func() {
		select {
		case <-ctx.Done():
			result <- ctx.Err() // want "GL007"
			return
		case <-s.stopped:
		}
		result <- nil
	}()
	return result
}

// A generator that does not look at its context.
func numbers(ctx context.Context, next func(context.Context) int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for {
			out <- next(ctx) // want "GL007"
		}
	}()
	return out
}

// Room for the one value.
func once(ctx context.Context, work func(context.Context) error) <-chan error {
	result := make(chan error, 1)
	go func() { result <- work(ctx) }() // ok
	return result
}

// It looks.
func polite(ctx context.Context, next func() int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for {
			select {
			case out <- next(): // ok
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

// No context was given: who calls has its own ways.
func plain(next func() int) <-chan int {
	out := make(chan int)
	go func() {
		for {
			out <- next() // ok
		}
	}()
	return out
}
