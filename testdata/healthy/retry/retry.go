// Package retry tries again, each time with a limit of its own.
package retry

import (
	"context"
	"errors"
	"time"
)

// Do has a function for each turn, so the deferred cancel is the turn's.
func Do(ctx context.Context, tries int, f func(context.Context) error) (err error) {
	for i := range tries {
		err = func() error {
			turn, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			return f(turn)
		}()
		if err == nil || ctx.Err() != nil {
			return err
		}
		wait := time.NewTimer(time.Duration(1<<i) * time.Millisecond)
		select {
		case <-wait.C:
		case <-ctx.Done():
			wait.Stop()
			return ctx.Err()
		}
	}
	return err
}

// Hedge asks a second time when the first is slow; there is room for both.
func Hedge(ctx context.Context, after time.Duration, ask func(context.Context) (string, error)) (string, error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	type answer struct {
		text string
		err  error
	}
	answers := make(chan answer, 2)
	start := func() {
		text, err := ask(ctx)
		answers <- answer{text, err}
	}
	go start()
	timer := time.NewTimer(after)
	defer timer.Stop()
	select {
	case a := <-answers:
		return a.text, a.err
	case <-timer.C:
		go start()
	}
	a := <-answers
	return a.text, a.err
}

var ErrTimeout = errors.New("too slow")

// Within lets the slow one end by itself.
func Within(d time.Duration, f func() error) error {
	done := make(chan error, 1)
	go func() { done <- f() }()
	select {
	case err := <-done:
		return err
	case <-time.After(d):
		return ErrTimeout
	}
}

// Guarded turns a panic into an error; one value is sent either way.
func Guarded(f func() error) error {
	done := make(chan error, 1)
	go func() {
		defer func() {
			if r := recover(); r != nil {
				done <- errors.New("panicked")
			}
		}()
		done <- f()
	}()
	return <-done
}

// Limited makes a context only where there is none yet.
func Limited(ctx context.Context, d time.Duration, f func(context.Context) error) error {
	if _, ok := ctx.Deadline(); !ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, d)
		defer cancel()
	}
	return f(ctx)
}

// Merged ends when either ends, and gives the caller the means to end it.
func Merged(a, b context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancelCause(a)
	stop := context.AfterFunc(b, func() { cancel(context.Cause(b)) })
	return ctx, func() {
		stop()
		cancel(context.Canceled)
	}
}

// Sync goes on until its caller's context ends, and says how often.
func Sync(ctx context.Context, work func(context.Context) error) (n int) {
	for {
		turn, cancel := context.WithCancel(ctx)
		err := work(turn)
		if err != nil {
			cancel()
			if ctx.Err() != nil {
				return n
			}
			continue
		}
		cancel()
		n++
	}
}
