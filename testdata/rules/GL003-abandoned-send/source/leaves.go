// Receivers that can leave first.
package leaves

import (
	"context"
	"errors"
	"time"
)

type result struct{ n int }

// Room for one, two senders, and a time limit: one of them stays.
func copyBoth(limit <-chan time.Time, a, b func() error) error {
	errc := make(chan error, 1)
	go pass(errc, a)
	go pass(errc, b)
	select {
	case err := <-errc:
		return err
	case <-limit:
	}
	return nil
}

func pass(errc chan<- error, f func() error) {
	errc <- f() // want "GL003"
}

// The error return stands before the receive.
func both(first func() error, second func() int) (int, error) {
	n := make(chan int)
	go func() { n <- second() }() // want "GL003"
	if err := first(); err != nil {
		return 0, err
	}
	return <-n, nil
}

// One of two channels is chosen; the goroutine sends on both.
func twoAnswers(f func() (int, error)) (int, error) {
	values, errs := make(chan int), make(chan error)
	go func() {
		v, err := f()
		errs <- err
		values <- v // want "GL003"
	}()
	select {
	case v := <-values:
		return v, nil
	case err := <-errs:
		return 0, err
	}
}

// The receiving loop is left by an error while others still send.
func all(ctx context.Context, jobs []func() result) ([]result, error) {
	out := make(chan result)
	for _, job := range jobs {
		go func() {
			out <- job() // want "GL003"
		}()
	}
	var got []result
	for range jobs {
		select {
		case r := <-out:
			got = append(got, r)
		case <-ctx.Done():
			return nil, ctx.Err()
		}
	}
	return got, nil
}

// Through a named literal.
func named(ctx context.Context, f func() int) (int, error) {
	ch := make(chan int)
	work := func() {
		ch <- f() // want "GL003"
	}
	go work()
	select {
	case n := <-ch:
		return n, nil
	case <-ctx.Done():
		return 0, errors.New("late")
	}
}

// A later step fails (client-go PortForwarder.handleConnection, go-libp2p Host.Serve).
func steps(read func() error, open func() error, use func()) error {
	failed := make(chan error)
	go func() {
		failed <- read() // want "GL003"
	}()
	if err := open(); err != nil {
		return err
	}
	use()
	return <-failed
}

// No room for either of the two.
func rescuedWithoutRoom(f func() error, g func() error) error {
	done := make(chan error)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- context.Canceled
			}
		}()
		done <- f() // want "GL003"
	}()
	if err := g(); err != nil {
		return err
	}
	return <-done
}

// The turn that runs into its limit leaves one behind.
func turns(n int, work func() int, limit <-chan time.Time) (sum int) {
	for range n {
		ch := make(chan int)
		go func() { ch <- work() }() // want "GL003"
		select {
		case v := <-ch:
			sum += v
		case <-limit:
		}
	}
	return sum
}

type bench struct {
	stop chan bool
}

// Each turn has a channel of its own; only the stop case leaves one behind (grpc benchmark client).
func (b *bench) turns(work func() bool) {
	for {
		done := make(chan bool)
		go func() {
			done <- work() // want "GL003"
		}()
		select {
		case <-b.stop:
			return
		case <-done:
		}
	}
}
