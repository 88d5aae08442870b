// Workers that return at the first error, and who hands them work.
package workers

import (
	"bufio"
	"context"
	"io"
	"sync"
)

type sink interface {
	Write(ctx context.Context, line string) error
}

// Once every worker has failed nobody takes the next line.
func pump(ctx context.Context, r io.Reader, out sink, n int) error {
	lines := make(chan string, 16)
	errs := make(chan error, n)
	var wg sync.WaitGroup
	for range n {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for l := range lines {
				if err := out.Write(ctx, l); err != nil {
					errs <- err
					return
				}
			}
		}()
	}
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		lines <- sc.Text() // want "GL018"
	}
	close(lines)
	wg.Wait()
	close(errs)
	return <-errs
}

// The worker leaves when the context ends, the reader does not look.
func split(ctx context.Context, r io.Reader, out sink) {
	lines := make(chan string)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			select {
			case <-ctx.Done():
				return
			case l, ok := <-lines:
				if !ok {
					return
				}
				out.Write(ctx, l)
			}
		}
	}()
	go func() {
		defer close(lines)
		sc := bufio.NewScanner(r)
		for sc.Scan() {
			lines <- sc.Text() // want "GL018"
		}
	}()
	<-done
}

// What is left is drained.
func drains(ctx context.Context, r io.Reader, out sink) error {
	lines := make(chan string)
	failed := make(chan error, 1)
	go func() {
		for l := range lines {
			if err := out.Write(ctx, l); err != nil {
				failed <- err
				for range lines {
				}
				return
			}
		}
		failed <- nil
	}()
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		lines <- sc.Text() // ok
	}
	close(lines)
	return <-failed
}

type result struct {
	line string
	err  error
}

// The error is the last that is sent: both know.
func last(next func() (string, error), out func(string)) {
	results := make(chan result)
	go func() {
		for r := range results {
			if r.err != nil {
				return
			}
			out(r.line)
		}
	}()
	for {
		l, err := next()
		results <- result{l, err} // ok
		if err != nil {
			break
		}
	}
	close(results)
}

// The producer leaves with the workers.
func stops(ctx context.Context, r io.Reader, out sink) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	lines := make(chan string)
	go func() {
		defer cancel()
		for l := range lines {
			if out.Write(ctx, l) != nil {
				return
			}
		}
	}()
	defer close(lines)
	sc := bufio.NewScanner(r)
	for sc.Scan() {
		select {
		case lines <- sc.Text(): // ok
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return sc.Err()
}

// The worker gives itself another turn; there is room for it.
func again(ctx context.Context, do func() bool) {
	turns := make(chan struct{}, 1)
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case <-turns:
				if !do() {
					turns <- struct{}{} // ok
				}
			}
		}
	}()
	turns <- struct{}{}
}
