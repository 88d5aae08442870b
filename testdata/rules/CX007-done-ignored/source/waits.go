package waits

import (
	"context"
	"time"
)

type queue struct{ in chan int }

func (q *queue) Take(ctx context.Context) (int, error) {
	return <-q.in, nil // want "takes ctx and waits for a value here"
}

func put(ctx context.Context, out chan<- int, n int) {
	out <- n // want "waits for a receiver"
}

func (q *queue) Look(ctx context.Context) (int, error) {
	select {
	case n := <-q.in: // ok
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}

func (q *queue) Unnamed(_ context.Context) int {
	return <-q.in // ok: says that it does not heed it
}

func until(ctx context.Context, ready func() bool) {
	for !ready() {
		time.Sleep(time.Second) // want "sleeps here without looking at it"
	}
}

func passes(ctx context.Context, ready func(context.Context) bool) {
	for !ready(ctx) {
		time.Sleep(time.Second) // ok: ready looks at it
	}
}

func derived(parent context.Context, ready func(context.Context) bool) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	for {
		if ready(ctx) { // ok
			return
		}
		time.Sleep(time.Second)
	}
}

func counted(ctx context.Context, try func() bool) {
	tries := 0
	for {
		if try() || tries > 3 {
			return
		}
		tries++
		time.Sleep(time.Second) // ok: comes to an end
	}
}

func clocked(ctx context.Context, try func() bool) {
	end := time.Now().Add(time.Second)
	for time.Now().Before(end) {
		time.Sleep(time.Millisecond) // ok: comes to an end
	}
}

func own(ctx context.Context, work func()) {
	done := make(chan struct{})
	go func() {
		work()
		close(done)
	}()
	<-done // ok: its own goroutine, which it waits for
}
