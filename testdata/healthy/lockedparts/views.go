// A view is told once the lock is free; accounts are locked by their numbers.
package lockedparts

import "sync"

type listener interface{ changed(key string) }

type Source struct {
	mu   sync.Mutex
	vals map[string]int
	ls   []listener
}

type View struct {
	mu   sync.Mutex
	src  *Source
	seen map[string]int
}

func (s *Source) Set(key string, n int) {
	s.mu.Lock()
	s.vals[key] = n
	ls := append([]listener(nil), s.ls...)
	s.mu.Unlock()
	for _, l := range ls {
		l.changed(key)
	}
}

func (s *Source) Get(key string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.vals[key]
}

func (v *View) changed(key string) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.seen[key] = v.src.Get(key)
}

func (v *View) Read(key string) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	n, ok := v.seen[key]
	if !ok {
		n = v.src.Get(key)
	}
	return n
}

type Account struct {
	mu  sync.Mutex
	id  int
	sum int
}

func Transfer(a, b *Account, n int) {
	first, second := a, b
	if b.id < a.id {
		first, second = b, a
	}
	first.mu.Lock()
	defer first.mu.Unlock()
	second.mu.Lock()
	defer second.mu.Unlock()
	a.sum -= n
	b.sum += n
}
