package views

import "sync"

type shard struct {
	mu   sync.RWMutex
	data map[string][]byte
}

type Table struct{ shards [16]shard }

func (t *Table) pick(k string) *shard { return &t.shards[len(k)%16] }

// lock returns the locked shard and what unlocks it.
func (t *Table) lock(k string) (*shard, func()) {
	s := t.pick(k)
	s.mu.Lock()
	return s, s.mu.Unlock
}

func (t *Table) Set(k string, v []byte) {
	s, unlock := t.lock(k)
	defer unlock()
	if s.data == nil {
		s.data = map[string][]byte{}
	}
	s.data[k] = v
}

// View is a consistent read of one shard; call Done at the end.
type View struct{ s *shard }

func (t *Table) View(k string) View {
	s := t.pick(k)
	s.mu.RLock()
	return View{s}
}

func (v View) Get(k string) []byte { return v.s.data[k] }
func (v View) Done()               { v.s.mu.RUnlock() }

func (t *Table) LockAll() {
	for i := range t.shards {
		t.shards[i].mu.Lock()
	}
}

func (t *Table) UnlockAll() {
	for i := range t.shards {
		t.shards[i].mu.Unlock()
	}
}
