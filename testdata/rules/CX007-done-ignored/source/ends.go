// The end of a context is taken by a case that goes on with the loop.
package ends

import (
	"context"
	"log"
	"time"
)

type update struct{ err error }

type resolver struct {
	ctx     context.Context
	cancel  context.CancelFunc
	updates chan update
}

func (r *resolver) run(apply func(update)) {
	for {
		select {
		case <-r.ctx.Done(): // want "the end of r.ctx is taken here and the loop goes on"
		case u := <-r.updates:
			apply(u)
		}
	}
}

func (r *resolver) runAndEnd(apply func(update)) {
	for {
		select {
		case <-r.ctx.Done(): // ok
			return
		case u := <-r.updates:
			apply(u)
		}
	}
}

// break leaves the select.
func strays(ctx context.Context, in <-chan int, use func(int)) {
	for {
		select {
		case <-ctx.Done(): // want "CX007"
			log.Println("stopping")
			break
		case n := <-in:
			use(n)
		}
	}
}

func labelled(ctx context.Context, in <-chan int, use func(int)) {
loop:
	for {
		select {
		case <-ctx.Done(): // ok
			break loop
		case n := <-in:
			use(n)
		}
	}
}

// It is looked at below.
func looks(ctx context.Context, in <-chan int, use func(int)) {
	for {
		select {
		case <-ctx.Done(): // ok
		case n := <-in:
			use(n)
		}
		if ctx.Err() != nil {
			return
		}
	}
}

// The loop ends by its head.
func conditional(ctx context.Context, in <-chan int, use func(int)) {
	for ctx.Err() == nil {
		select {
		case <-ctx.Done(): // ok
		case n := <-in:
			use(n)
		}
	}
}

// What was told to stop comes to its end in a case of its own.
func drains(ctx context.Context, in <-chan int, stop func(), use func(int)) {
	done := ctx.Done()
	for {
		select {
		case <-done: // ok
			stop()
			done = nil
		case n, more := <-in:
			if !more {
				return
			}
			use(n)
		}
	}
}

func tells(ctx context.Context, in <-chan int, stop func()) {
	for {
		select {
		case <-ctx.Done(): // ok: stop closes what the other case takes
			stop()
		case _, more := <-in:
			if !more {
				return
			}
		}
	}
}

// A context for each turn.
func turns(parent context.Context, in <-chan int, use func(int)) {
	for {
		ctx, cancel := context.WithTimeout(parent, time.Second)
		select {
		case <-ctx.Done(): // ok: the next turn has another
		case n := <-in:
			use(n)
		}
		cancel()
		if parent.Err() != nil {
			return
		}
	}
}

// It fails when there was an answer, and waits for the first one else (livekit's helper of tests).
func last(ctx context.Context, try func() string, fail func(string)) {
	answer := ""
	for {
		select {
		case <-ctx.Done(): // ok: it is asked what there was
			if answer != "" {
				panic(answer)
			}
		case <-time.After(time.Second):
			if answer = try(); answer == "" {
				return
			}
		}
	}
}
