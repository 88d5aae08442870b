// Package taskrunner: healthy; Done is called on every way, by a helper, and Add is after the early return.
package taskrunner

import (
	"context"
	"errors"
	"sync"
)

type Task func(context.Context) error

type Runner struct {
	wg   sync.WaitGroup
	mu   sync.Mutex
	errs []error
}

func (r *Runner) end(err error) {
	if err != nil {
		r.mu.Lock()
		r.errs = append(r.errs, err)
		r.mu.Unlock()
	}
	r.wg.Done()
}

func (r *Runner) Go(ctx context.Context, t Task) {
	if t == nil {
		return
	}
	r.wg.Add(1)
	go func() {
		if err := ctx.Err(); err != nil {
			r.end(err)
			return
		}
		r.end(t(ctx))
	}()
}

func (r *Runner) Each(ctx context.Context, ts []Task) {
	for _, t := range ts {
		r.wg.Add(1)
		go func() {
			ok := false
			defer func() {
				if !ok {
					r.end(errors.New("panicked"))
				}
			}()
			if ctx.Err() != nil {
				return
			}
			err := t(ctx)
			ok = true
			r.end(err)
		}()
	}
}

func (r *Runner) Wait() error {
	r.wg.Wait()
	return errors.Join(r.errs...)
}
