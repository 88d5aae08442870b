// Receivers that take everything, and senders that have another way out.
package stays

import (
	"context"
	"os"
	"sync"
	"time"
)

// Room for each.
func room(limit <-chan time.Time, a, b func() error) error {
	errc := make(chan error, 2)
	go func() { errc <- a() }() // ok
	go func() { errc <- b() }() // ok
	select {
	case err := <-errc:
		return err
	case <-limit:
		return nil
	}
}

// Room for as many as there are.
func roomForAll(ctx context.Context, jobs []func() int) int {
	out := make(chan int, len(jobs))
	for _, job := range jobs {
		go func() { out <- job() }() // ok
	}
	select {
	case n := <-out:
		return n
	case <-ctx.Done():
		return 0
	}
}

// The sender gives up, too.
func gives(ctx context.Context, f func() int) int {
	ch := make(chan int)
	go func() {
		select {
		case ch <- f(): // ok
		case <-ctx.Done():
		}
	}()
	select {
	case n := <-ch:
		return n
	case <-ctx.Done():
		return 0
	}
}

// A warning is no way out: the receive comes afterwards.
func slow(f func() int, warn func()) int {
	ch := make(chan int)
	go func() { ch <- f() }() // ok
	select {
	case n := <-ch:
		return n
	case <-time.After(time.Second):
		warn()
	}
	return <-ch
}

// Either an answer or an error, never both.
func either(f func() (int, error)) (int, error) {
	values, errs := make(chan int), make(chan error)
	go func() {
		v, err := f()
		if err != nil {
			errs <- err // ok
			return
		}
		values <- v // ok
	}()
	select {
	case v := <-values:
		return v, nil
	case err := <-errs:
		return 0, err
	}
}

// done is closed when all have sent.
func joined(jobs []func() int) int {
	out, done := make(chan int), make(chan struct{})
	var wg sync.WaitGroup
	for _, job := range jobs {
		wg.Add(1)
		go func() {
			defer wg.Done()
			out <- job() // ok
		}()
	}
	go func() {
		wg.Wait()
		close(done)
	}()
	sum := 0
	for {
		select {
		case n := <-out:
			sum += n
		case <-done:
			return sum
		}
	}
}

// A flag that only the receive sets ends the loop (nats-server TestMonitorRoutezRace).
func polled(f func(), work func()) {
	ch := make(chan struct{})
	go func() {
		defer func() { ch <- struct{}{} }() // ok
		f()
	}()
	done := false
	for !done {
		work()
		select {
		case <-ch:
			done = true
		default:
		}
	}
}

// The timer is stopped before it sends (nats-server TestProcessSignalTermDuringLameDuckMode).
func stopped(isDone func() bool) bool {
	late := make(chan struct{})
	timer := time.AfterFunc(time.Second, func() { late <- struct{}{} }) // ok
	for {
		select {
		case <-late:
			return false
		default:
		}
		if isDone() {
			timer.Stop()
			return true
		}
	}
}

// The process ends.
func fatal(f func() error, g func() int) int {
	ch := make(chan int)
	go func() { ch <- g() }() // ok
	if err := f(); err != nil {
		os.Exit(1)
	}
	return <-ch
}

// Who receives is not seen.
func escapes(ctx context.Context, f func() int, take func(<-chan int)) {
	ch := make(chan int)
	go func() { ch <- f() }() // ok
	take(ch)
	<-ctx.Done()
}

// Only two of the three send (client-go streamProtocolV1.stream).
func streams(copy func(string), failed <-chan error) error {
	done := make(chan struct{}, 2)
	cp := func(name string) {
		copy(name)
		if name != "in" {
			done <- struct{}{} // ok
		}
	}
	go cp("in")
	go cp("out")
	go cp("err")
	for range 2 {
		select {
		case <-done:
		case err := <-failed:
			return err
		}
	}
	return nil
}

// What is sent after a panic comes in place of the result, not beside it (gitea archiver.doArchive).
func rescued(f func() error, g func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- context.Canceled // ok
			}
		}()
		done <- f() // ok
	}()
	if err := g(); err != nil {
		return err
	}
	return <-done
}

// Each turn has a channel of its own (dapr ReportDaprStatus).
func turns(n int, recv func() error, closed <-chan struct{}) error {
	for range n {
		errc := make(chan error, 2)
		received := make(chan struct{})
		go func() {
			err := recv()
			close(received)
			errc <- err // ok
		}()
		go func() {
			select {
			case <-closed:
				errc <- context.Canceled // ok
			case <-received:
			}
		}()
		if err := <-errc; err != nil {
			return err
		}
	}
	return nil
}

// Who receives is a goroutine, too (docker cli RunStats).
func events(next func() (int, error), list func() error, handle func(int)) error {
	c := make(chan int)
	go watch(c, handle)
	go func() {
		defer close(c)
		for {
			n, err := next()
			if err != nil {
				return
			}
			c <- n // ok
		}
	}()
	if err := list(); err != nil {
		return err
	}
	return nil
}

func watch(c <-chan int, handle func(int)) {
	for n := range c {
		handle(n)
	}
}
