// Package locks takes and releases locks in many ways.
package locks

import (
	"errors"
	"sync"
)

var ErrClosed = errors.New("closed")

type Table struct {
	mu     sync.RWMutex
	rows   map[string]int
	closed bool
}

// Get looks twice: once for reading, once for writing.
func (t *Table) Get(key string, load func(string) int) int {
	t.mu.RLock()
	if n, ok := t.rows[key]; ok {
		t.mu.RUnlock()
		return n
	}
	t.mu.RUnlock()
	t.mu.Lock()
	defer t.mu.Unlock()
	if n, ok := t.rows[key]; ok {
		return n
	}
	n := load(key)
	t.rows[key] = n
	return n
}

func (t *Table) lock() func() {
	t.mu.Lock()
	return t.mu.Unlock
}

// Set defers what lock gave it.
func (t *Table) Set(key string, n int) {
	defer t.lock()()
	t.rows[key] = n
}

// Update works with the lock open in the middle.
func (t *Table) Update(key string, slow func(int) (int, error)) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return ErrClosed
	}
	n := t.rows[key]
	t.mu.Unlock()
	n, err := slow(n)
	t.mu.Lock()
	if err != nil {
		return err
	}
	t.rows[key] = n
	return nil
}

// Try remembers whether it holds the lock.
func (t *Table) Try(key string, wait bool) (n int) {
	held := false
	if wait {
		t.mu.Lock()
		held = true
	} else {
		held = t.mu.TryLock()
	}
	if held {
		n = t.rows[key]
		t.mu.Unlock()
	}
	return n
}

// Begin and End belong together.
func (t *Table) Begin() { t.mu.Lock() }

func (t *Table) End() { t.mu.Unlock() }

func (t *Table) Batch(set func(map[string]int) error) error {
	t.Begin()
	defer t.End()
	return set(t.rows)
}

// closeLocked wants the lock held; it is open while the hook runs.
func (t *Table) closeLocked(hook func()) {
	t.closed = true
	t.mu.Unlock()
	hook()
	t.mu.Lock()
}

func (t *Table) Close(hook func()) error {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return ErrClosed
	}
	t.closeLocked(hook)
	return nil
}

// Deferred closures release, too.
func (t *Table) Sum() (sum int) {
	t.mu.RLock()
	defer func() {
		t.mu.RUnlock()
	}()
	for _, n := range t.rows {
		sum += n
	}
	return sum
}

// Swap takes the two locks one after the other, never both.
func Swap(a, b *Table, key string) {
	a.mu.Lock()
	n := a.rows[key]
	a.mu.Unlock()
	b.mu.Lock()
	m := b.rows[key]
	b.rows[key] = n
	b.mu.Unlock()
	a.mu.Lock()
	a.rows[key] = m
	a.mu.Unlock()
}

// Queue waits on a condition.
type Queue[T any] struct {
	mu    sync.Mutex
	ready *sync.Cond
	items []T
	done  bool
}

func NewQueue[T any]() *Queue[T] {
	q := &Queue[T]{}
	q.ready = sync.NewCond(&q.mu)
	return q
}

func (q *Queue[T]) Push(item T) {
	q.mu.Lock()
	q.items = append(q.items, item)
	q.mu.Unlock()
	q.ready.Signal()
}

func (q *Queue[T]) Pop() (item T, ok bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.items) == 0 && !q.done {
		q.ready.Wait()
	}
	if len(q.items) == 0 {
		return item, false
	}
	item, q.items = q.items[0], q.items[1:]
	return item, true
}

func (q *Queue[T]) Close() {
	q.mu.Lock()
	q.done = true
	q.mu.Unlock()
	q.ready.Broadcast()
}

// Shards lock one of many.
type Shards struct {
	shards [16]struct {
		sync.Mutex
		n map[uint64]int
	}
}

func (s *Shards) Add(key uint64) {
	shard := &s.shards[key%16]
	shard.Lock()
	shard.n[key]++
	shard.Unlock()
}

func (s *Shards) Total() (total int) {
	for i := range s.shards {
		s.shards[i].Lock()
		for _, n := range s.shards[i].n {
			total += n
		}
		s.shards[i].Unlock()
	}
	return total
}

// Handover: the goroutine releases what its starter took.
func (t *Table) Flush(write func(map[string]int)) {
	t.mu.Lock()
	go func() {
		defer t.mu.Unlock()
		write(t.rows)
	}()
}

// Node locks a chain of nodes hand over hand.
type Node struct {
	mu   sync.Mutex
	next *Node
	n    int
}

func (n *Node) Find(want int) bool {
	n.mu.Lock()
	for n.n != want {
		next := n.next
		if next == nil {
			n.mu.Unlock()
			return false
		}
		next.mu.Lock()
		n.mu.Unlock()
		n = next
	}
	n.mu.Unlock()
	return true
}
