// The end of a queue that its readers are not told of.
package queue

import (
	"errors"
	"sync"
)

var ErrClosed = errors.New("queue closed")

type Queue[T any] struct {
	mu     sync.Mutex
	ready  *sync.Cond
	items  []T
	closed bool
}

func New[T any]() *Queue[T] {
	q := &Queue[T]{}
	q.ready = sync.NewCond(&q.mu)
	return q
}

func (q *Queue[T]) Put(v T) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed {
		return ErrClosed
	}
	q.items = append(q.items, v)
	q.ready.Signal()
	return nil
}

func (q *Queue[T]) Take() (v T, err error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.closed {
		q.ready.Wait() // want "GL015"
	}
	if len(q.items) == 0 {
		return v, ErrClosed
	}
	v = q.items[0]
	q.items = q.items[1:]
	return v, nil
}

func (q *Queue[T]) Close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
}

// A gate that tells all who wait when it is shut, by a helper and by its caller.
type gate struct {
	mu     sync.Mutex
	moved  sync.Cond
	open   bool
	shut   bool
	broken bool
}

func (g *gate) enter() bool {
	g.mu.Lock()
	defer g.mu.Unlock()
	for !g.open && !g.shut && !g.broken {
		g.moved.Wait() // ok
	}
	return g.open
}

func (g *gate) update(fn func()) {
	g.mu.Lock()
	defer g.mu.Unlock()
	fn()
	g.moved.Broadcast()
}

func (g *gate) Open() { g.update(func() { g.open = true }) }

func (g *gate) Shut() {
	g.mu.Lock()
	g.shut = true
	g.mu.Unlock()
	g.moved.Broadcast()
}

func (g *gate) setBroken() { g.broken = true }

func (g *gate) Break() {
	g.mu.Lock()
	g.setBroken()
	g.moved.Broadcast()
	g.mu.Unlock()
}

// Who has waited says that it is over, by the flag that has ended all waits (loki, cortex: PriorityQueue).
type drained struct {
	mu      sync.Mutex
	filled  sync.Cond
	items   []int
	closing bool
	closed  bool
}

func (d *drained) Close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closing = true
	d.filled.Broadcast()
}

func (d *drained) take() (int, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for len(d.items) == 0 && !d.closing && !d.closed {
		d.filled.Wait() // ok
	}
	if len(d.items) == 0 {
		d.closed = true
		return 0, false
	}
	v := d.items[0]
	d.items = d.items[1:]
	return v, true
}
