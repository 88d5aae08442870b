// Functions that are returned, stored or handed on: what is local to one begins and ends with each run of it.
package handlers

import (
	"context"
	"fmt"
	"net/http"
	"time"
)

type check func(ctx context.Context) error

// The time limit around another function.
func within(limit time.Duration, run check) check {
	return func(ctx context.Context) error {
		result := make(chan error)
		timer := time.NewTimer(limit)
		defer timer.Stop()
		go func() { result <- run(ctx) }() // want "GL003"
		select {
		case err := <-result:
			return err
		case <-timer.C:
			return fmt.Errorf("no answer in %s", limit)
		}
	}
}

func withinFixed(limit time.Duration, run check) check {
	return func(ctx context.Context) error {
		result := make(chan error, 1)
		go func() { result <- run(ctx) }() // ok: there is room
		select {
		case err := <-result:
			return err
		case <-time.After(limit):
			return context.DeadlineExceeded
		}
	}
}

// Middleware.
func limited(next func(*http.Request) (string, error)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := make(chan string)
		go func() {
			defer func() {
				if v := recover(); v != nil {
					body <- fmt.Sprint(v)
				}
			}()
			text, _ := next(r)
			body <- text // want "GL003"
		}()
		select {
		case text := <-body:
			fmt.Fprint(w, text)
		case <-r.Context().Done():
		}
	})
}

type command struct {
	run func(ctx context.Context) error
}

// Kept in a field.
func watch(start func() error) *command {
	return &command{run: func(ctx context.Context) error {
		failed := make(chan error)
		go func() {
			failed <- start() // want "GL003"
		}()
		select {
		case err := <-failed:
			return err
		case <-ctx.Done():
			return nil
		}
	}}
}

// The receiver always comes.
func joined(a, b check) check {
	return func(ctx context.Context) error {
		results := make(chan error)
		go func() { results <- a(ctx) }() // ok
		go func() { results <- b(ctx) }() // ok
		first, second := <-results, <-results
		if first != nil {
			return first
		}
		return second
	}
}

// The channel is made around it, and lives on.
func shared(values chan int) func(int) {
	return func(n int) {
		go func() { values <- n }() // ok: not this function's own
	}
}
