// Two types that call one another, one of them by an interface.
package listeners

import "sync"

type listener interface{ changed(key string) }

type source struct {
	mu     sync.Mutex
	values map[string]int
	heard  listener
}

type view struct {
	mu     sync.Mutex
	source *source
	seen   map[string]int
}

func newView(s *source) *view {
	v := &view{source: s, seen: map[string]int{}}
	s.heard = v
	return v
}

func (s *source) set(key string, n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.values[key] = n
	s.heard.changed(key)
}

func (s *source) get(key string) int {
	s.mu.Lock() // want "GL010"
	defer s.mu.Unlock()
	return s.values[key]
}

func (v *view) changed(key string) {
	v.mu.Lock() // want "GL010"
	defer v.mu.Unlock()
	delete(v.seen, key)
}

func (v *view) read(key string) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	n := v.source.get(key)
	v.seen[key] = n
	return n
}

// The same, told once the lock is free.
type plainListener interface{ told(key string) }

type plainSource struct {
	mu     sync.Mutex
	values map[string]int
	heard  plainListener
}

type plainView struct {
	mu     sync.Mutex
	source *plainSource
	seen   map[string]int
}

func (s *plainSource) set(key string, n int) {
	s.mu.Lock()
	s.values[key] = n
	heard := s.heard
	s.mu.Unlock()
	heard.told(key)
}

func (s *plainSource) get(key string) int {
	s.mu.Lock() // ok
	defer s.mu.Unlock()
	return s.values[key]
}

func (v *plainView) told(key string) {
	v.mu.Lock() // ok
	defer v.mu.Unlock()
	delete(v.seen, key)
}

func (v *plainView) read(key string) int {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.source.get(key)
}
