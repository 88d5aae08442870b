// Package workerpool: healthy; jobs are closed by the owner's Close, subscribers leave in defers.
package workerpool

import (
	"context"
	"sync"
	"time"
)

type Pool struct {
	jobs chan func()
	quit chan struct{}
	once sync.Once
	wg   sync.WaitGroup
}

func NewPool(n int) *Pool {
	p := &Pool{jobs: make(chan func()), quit: make(chan struct{})}
	for range n {
		p.wg.Add(1)
		go p.loop()
	}
	return p
}

func (p *Pool) loop() {
	defer p.wg.Done()
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case f := <-p.jobs:
			f()
		case <-t.C:
		case <-p.quit:
			return
		}
	}
}

func (p *Pool) Do(ctx context.Context, f func()) error {
	select {
	case p.jobs <- f:
		return nil
	case <-p.quit:
		return context.Canceled
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (p *Pool) Close() {
	p.once.Do(func() { close(p.quit) })
	p.wg.Wait()
}

func Map(ctx context.Context, in []int, f func(int) int) ([]int, error) {
	p := NewPool(2)
	defer p.Close()
	out := make([]int, len(in))
	var wg sync.WaitGroup
	for i, v := range in {
		wg.Add(1)
		if err := p.Do(ctx, func() { defer wg.Done(); out[i] = f(v) }); err != nil {
			wg.Done()
			wg.Wait()
			return nil, err
		}
	}
	wg.Wait()
	return out, nil
}

func First(ctx context.Context, fs []func(context.Context) (int, error)) (int, error) {
	type res struct {
		n   int
		err error
	}
	ch := make(chan res)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	for _, f := range fs {
		go func() {
			n, err := f(ctx)
			select {
			case ch <- res{n, err}:
			case <-ctx.Done():
			}
		}()
	}
	var last error
	for range fs {
		r := <-ch
		if r.err == nil {
			return r.n, nil
		}
		last = r.err
	}
	return 0, last
}
