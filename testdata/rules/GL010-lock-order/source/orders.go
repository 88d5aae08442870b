package orders

import "sync"

type store struct {
	mu    sync.Mutex
	index sync.RWMutex
	gate  sync.Mutex
	log   sync.Mutex
	rows  map[string]int
	ids   map[string]int
}

// Put holds the rows and calls what locks the index.
func (s *store) Put(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.rows[key]++
	s.addToIndex(key)
}

func (s *store) addToIndex(key string) {
	s.index.Lock() // want "s.index is locked here while s.mu is held, and .*Rebuild takes them in the other order"
	s.ids[key] = len(s.ids)
	s.index.Unlock()
}

// Rebuild goes the other way round.
func (s *store) Rebuild() {
	s.index.Lock()
	defer s.index.Unlock()
	s.mu.Lock() // want "s.mu is locked here while s.index is held"
	defer s.mu.Unlock()
	for key := range s.rows {
		s.ids[key] = 0
	}
}

// Both of these hold the gate, so they never run at once.
func (s *store) Dump() {
	s.gate.Lock()
	defer s.gate.Unlock()
	s.log.Lock()
	s.mu.Lock() // ok: under the gate
	s.mu.Unlock()
	s.log.Unlock()
}

func (s *store) Load() {
	s.gate.Lock()
	defer s.gate.Unlock()
	s.load()
}

func (s *store) load() {
	s.mu.Lock()
	s.log.Lock() // ok: every caller holds the gate
	s.log.Unlock()
	s.mu.Unlock()
}

type reader struct {
	a, b sync.RWMutex
	n, m int
}

func (r *reader) First() int {
	r.a.RLock()
	defer r.a.RUnlock()
	r.b.RLock() // ok: readers do not keep each other out
	defer r.b.RUnlock()
	return r.n + r.m
}

func (r *reader) Second() int {
	r.b.RLock()
	defer r.b.RUnlock()
	r.a.RLock() // ok
	defer r.a.RUnlock()
	return r.n - r.m
}

type account struct {
	mu      sync.Mutex
	balance int
}

// transfer takes the lock with the lower number first: two objects, one order.
func transfer(a, b *account, first bool) {
	if first {
		a.mu.Lock()
		b.mu.Lock() // ok: two objects
	} else {
		b.mu.Lock()
		a.mu.Lock() // ok
	}
	a.balance, b.balance = b.balance, a.balance
	a.mu.Unlock()
	b.mu.Unlock()
}

var (
	users  sync.Mutex
	groups sync.Mutex
)

func join() {
	users.Lock()
	defer users.Unlock()
	groups.Lock() // want "groups is locked here while users is held"
	defer groups.Unlock()
}

func leave() {
	groups.Lock()
	defer groups.Unlock()
	users.Lock() // want "users is locked here while groups is held"
	defer users.Unlock()
}

type pair struct{ left, right sync.Mutex }

func (p *pair) Forward() {
	p.left.Lock()
	p.right.Lock() // ok: Backward lets go of the right one first
	p.right.Unlock()
	p.left.Unlock()
}

func (p *pair) Backward() {
	p.right.Lock()
	p.right.Unlock()
	p.left.Lock() // ok: one at a time
	p.left.Unlock()
}

// newPair makes its own; nobody else knows it yet.
func newPair() *pair {
	p := &pair{}
	p.right.Lock()
	p.left.Lock() // ok
	p.left.Unlock()
	p.right.Unlock()
	return p
}

// meet shares two locks between goroutines.
func meet(work func()) {
	var one, two sync.Mutex
	go func() {
		one.Lock()
		two.Lock() // want "two is locked here while one is held"
		work()
		two.Unlock()
		one.Unlock()
	}()
	go func() {
		two.Lock()
		one.Lock() // want "one is locked here while two is held"
		work()
		one.Unlock()
		two.Unlock()
	}()
}

type cache struct {
	state sync.Mutex
	fill  sync.Mutex
}

// Get lets go of the state before it takes the fill lock, and takes the state again under it.
func (c *cache) Get(load func()) {
	c.state.Lock()
	c.state.Unlock()
	c.fill.Lock()
	defer c.fill.Unlock()
	c.state.Lock() // ok: always fill before state
	defer c.state.Unlock()
	load()
}

func (c *cache) Wait() {
	c.state.Lock()
	defer c.state.Unlock()
	c.refill()
}

// refill is called with the state held and lets go of it.
func (c *cache) refill() {
	c.state.Unlock()
	c.fill.Lock() // ok: the state is not held here
	c.fill.Unlock()
	c.state.Lock()
}
