package runloop

import (
	"context"
	"errors"
)

var ErrStopped = errors.New("stopped")

type op struct {
	fn    func(map[string]int)
	reply chan struct{}
}

type Actor struct {
	ops  chan op
	done chan struct{}
}

func Start(ctx context.Context) *Actor {
	a := &Actor{ops: make(chan op), done: make(chan struct{})}
	go a.run(ctx)
	return a
}

func (a *Actor) run(ctx context.Context) {
	defer close(a.done)
	state := map[string]int{}
	for {
		select {
		case o := <-a.ops:
			o.fn(state)
			close(o.reply)
		case <-ctx.Done():
			return
		}
	}
}

func (a *Actor) do(ctx context.Context, fn func(map[string]int)) error {
	o := op{fn, make(chan struct{})}
	select {
	case a.ops <- o:
	case <-a.done:
		return ErrStopped
	case <-ctx.Done():
		return ctx.Err()
	}
	<-o.reply
	return nil
}

func (a *Actor) Incr(ctx context.Context, k string) (n int, err error) {
	err = a.do(ctx, func(m map[string]int) { m[k]++; n = m[k] })
	return n, err
}
