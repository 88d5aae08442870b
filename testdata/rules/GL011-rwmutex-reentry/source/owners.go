// Parts that ask their owner while it holds its read lock.
package owners

import (
	"strings"
	"sync"
)

type store struct {
	mu    struct{ sync.RWMutex }
	name  string
	index *index
	parts map[int]*part
}

type index struct {
	owner *store
	keys  []string
}

type part struct {
	store *store
	size  int
}

func newStore(name string) *store {
	s := &store{name: name, parts: map[int]*part{}}
	s.index = &index{owner: s}
	p := &part{s, 1}
	s.parts[p.size] = p
	return s
}

func (s *store) rename(name string) {
	s.mu.Lock()
	s.name = name
	s.mu.Unlock()
}

func (s *store) title() string {
	s.mu.RLock() // want "GL011" // want "GL011"
	defer s.mu.RUnlock()
	return s.name
}

// By a field of its own.
func (s *store) dump() string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.index.render()
}

func (i *index) render() string {
	return i.owner.title() + strings.Join(i.keys, ",")
}

// By an element of its own.
func (s *store) weigh() int {
	s.mu.RLock()
	defer s.mu.RUnlock()
	sum := 0
	for _, p := range s.parts {
		sum += p.weight()
	}
	return sum
}

func (p *part) weight() int { return p.size * len(p.store.title()) }

// The lock is free.
func (s *store) dumpFree() string {
	s.mu.RLock()
	i := s.index
	s.mu.RUnlock()
	return i.render() // ok
}

// Its viewer shows another store than the one that opened it.
type room struct {
	mu     sync.RWMutex
	name   string
	viewer *viewer
}

type viewer struct{ shown *room }

func (r *room) rename(name string) {
	r.mu.Lock()
	r.name = name
	r.mu.Unlock()
}

func open(r, other *room) {
	r.viewer = &viewer{shown: other}
}

func (r *room) describe() string {
	r.mu.RLock()
	defer r.mu.RUnlock()
	return r.name + r.viewer.text()
}

func (v *viewer) text() string {
	v.shown.mu.RLock() // ok: another room
	defer v.shown.mu.RUnlock()
	return v.shown.name
}
