// A deferred send that is made only when the rest of the goroutine was not reached.
package exits

import (
	"context"
	"errors"
)

var errExited = errors.New("the hook has ended its goroutine")

// One value in any case, and there is room for it (fx withTimeout).
func within(ctx context.Context, hook func(context.Context) error) error {
	c := make(chan error, 1)
	go func() {
		exited := false
		defer func() {
			if !exited {
				c <- errExited // ok
			}
		}()
		c <- hook(ctx) // ok
		exited = true
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-c:
		return err
	}
}

// No room: it is the usual send that is left behind (fiber App.Test).
func without(ctx context.Context, hook func(context.Context) error) error {
	c := make(chan error)
	go func() {
		exited := false
		defer func() {
			if !exited {
				c <- errExited
			}
		}()
		c <- hook(ctx) // want "GL003"
		exited = true
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-c:
		return err
	}
}

// A deferred send of every run is a second value.
func twice(ctx context.Context, hook func(context.Context) error) error {
	c := make(chan error, 1)
	go func() {
		defer func() {
			c <- errExited // want "GL003"
		}()
		c <- hook(ctx)
	}()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case err := <-c:
		return err
	}
}
