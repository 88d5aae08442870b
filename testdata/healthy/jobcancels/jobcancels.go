// Package jobcancels: healthy; the cancel before is called by a helper, or the key is checked first.
package jobcancels

import (
	"context"
	"sync"
	"sync/atomic"
)

type Jobs struct {
	mu  sync.Mutex
	run map[string]context.CancelFunc
}

func (j *Jobs) Start(ctx context.Context, id string, f func(context.Context)) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, busy := j.run[id]; busy {
		return false
	}
	ctx, cancel := context.WithCancel(ctx)
	j.run[id] = cancel
	go func() {
		defer j.end(id)
		f(ctx)
	}()
	return true
}

func (j *Jobs) end(id string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	if c := j.run[id]; c != nil {
		c()
	}
	delete(j.run, id)
}

type Query struct {
	cancel atomic.Pointer[context.CancelFunc]
	stop   context.CancelFunc
}

func (q *Query) Run(ctx context.Context, f func(context.Context)) {
	ctx, cancel := context.WithCancel(ctx)
	if old := q.cancel.Swap(&cancel); old != nil {
		(*old)()
	}
	go f(ctx)
}

func (q *Query) halt() {
	if q.stop != nil {
		q.stop()
	}
}

func (q *Query) Reset(ctx context.Context, f func(context.Context)) {
	q.halt()
	ctx, q.stop = context.WithCancel(ctx)
	go f(ctx)
}
