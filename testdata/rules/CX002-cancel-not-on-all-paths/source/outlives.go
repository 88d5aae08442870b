// A deferred cancel would end what the function has started or gives back: these have no such fix but for the last.
package outlives

import (
	"context"
	"errors"
	"time"
)

type conn struct {
	stop context.CancelFunc
	ctx  context.Context
}

func dial(ctx context.Context) error { return ctx.Err() }

func open(ctx context.Context) (*conn, error) {
	ctx, stop := context.WithCancel(ctx) // want "CX002"
	if err := dial(ctx); err != nil {
		return nil, err
	}
	return &conn{stop: stop}, nil
}

func work(ctx context.Context, in <-chan int) error {
	own, stop := context.WithCancel(ctx) // want "CX002"
	go func() {
		for range in {
			_ = dial(own)
		}
	}()
	if in == nil {
		stop()
		return errors.New("nothing to do")
	}
	return nil
}

func ask(ctx context.Context, quick bool) error {
	own, stop := context.WithTimeout(ctx, time.Second) // want "CX002"
	if err := dial(own); err != nil {
		return err
	}
	stop()
	return nil
}
