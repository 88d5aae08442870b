// Cancel functions in maps, under keys that callers choose.
package keyed

import (
	"context"
	"sync"
	"time"
)

type keeper struct {
	root context.Context
	mu   sync.Mutex
	ends map[string]context.CancelFunc
}

func (k *keeper) Keep(id string) {
	ctx, cancel := context.WithCancel(k.root) // want "CX013"
	k.mu.Lock()
	k.ends[id] = cancel
	k.mu.Unlock()
	go run(ctx)
}

func (k *keeper) Drop(id string) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if end, ok := k.ends[id]; ok {
		end()
		delete(k.ends, id)
	}
}

func run(ctx context.Context) {
	t := time.NewTicker(time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-t.C:
		}
	}
}

type jobs struct {
	root context.Context
	mu   sync.Mutex
	busy map[string]context.CancelFunc
	next int
	all  map[int]context.CancelFunc
}

func (j *jobs) Start(id string) bool {
	j.mu.Lock()
	defer j.mu.Unlock()
	if _, ok := j.busy[id]; ok {
		return false
	}
	ctx, cancel := context.WithCancel(j.root) // ok: looked before
	j.busy[id] = cancel
	go run(ctx)
	return true
}

func (j *jobs) halt(id string) {
	if end := j.busy[id]; end != nil {
		end()
	}
}

func (j *jobs) Restart(id string) {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.halt(id)
	ctx, cancel := context.WithCancel(j.root) // ok: the one before is halted
	j.busy[id] = cancel
	go run(ctx)
}

// The key is a new one each time.
func (j *jobs) Add() {
	j.mu.Lock()
	defer j.mu.Unlock()
	j.next++
	ctx, cancel := context.WithCancel(j.root) // ok: no key twice
	j.all[j.next] = cancel
	go run(ctx)
}

type part struct{ busy bool }

type builder struct {
	root  context.Context
	parts map[int]*part
	ends  map[int]context.CancelFunc
}

// A flag says whether one runs (loki's index builder).
func (b *builder) Build(number int) {
	if b.parts[number].busy {
		return
	}
	b.parts[number].busy = true
	ctx, cancel := context.WithCancel(b.root) // ok: none runs under this number
	b.ends[number] = cancel
	go run(ctx)
}
