// Whose lock it is: types that only wrap a mutex, objects that nobody else knows yet, locks of one turn.
package owners

import "sync"

// A lock type of the code base's own (cilium pkg/lock): two fields of it are no pair of types.
type mutex struct{ inner }
type inner struct{ sync.Mutex }
type rwmutex struct{ rwinner }
type rwinner struct{ sync.RWMutex }

type nodes struct {
	queue mutex
	all   rwmutex
	cache *selectors
}

type selectors struct {
	users mutex
	rules rwmutex
	n     int
}

func (n *nodes) drain(s *selectors) {
	n.queue.Lock()
	defer n.queue.Unlock()
	n.cache.rules.Lock() // ok
	n.cache.n++
	n.cache.rules.Unlock()
}

func (n *nodes) refill() {
	n.all.Lock()
	defer n.all.Unlock()
	n.cache.users.Lock() // ok: nobody takes these two the other way round
	n.cache.n--
	n.cache.users.Unlock()
}

// A new object's lock is held by nobody else (x/crypto autocert startRenew, ollama Scheduler.load).
type manager struct {
	mu       sync.Mutex
	renewals map[string]*renewal
}

type renewal struct {
	mu      sync.Mutex
	manager *manager
	n       int
}

func (m *manager) cert(name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.startRenew(name)
}

func (m *manager) startRenew(name string) {
	r := &renewal{manager: m}
	m.renewals[name] = r
	r.start()
}

func (r *renewal) start() {
	r.mu.Lock() // ok: it was made just now
	defer r.mu.Unlock()
	r.n++
}

func (r *renewal) renew() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.manager.mu.Lock() // ok
	delete(r.manager.renewals, "")
	r.manager.mu.Unlock()
}

// Records that a turn has locked are released by another loop (buildkit cache pruneOnce).
type cache struct {
	mu      sync.Mutex
	records map[string]*record
}

type record struct {
	mu   *sync.Mutex
	size int
}

type oldRecord struct {
	*record
	age int
}

func (c *cache) prune(batch int) {
	c.mu.Lock()
	var old []*oldRecord
	for _, r := range c.records {
		r.mu.Lock() // ok
		if r.size == 0 {
			r.mu.Unlock()
			continue
		}
		old = append(old, &oldRecord{record: r})
	}
	for _, o := range old[batch:] {
		o.mu.Unlock()
	}
	for _, o := range old[:batch] {
		o.mu.Unlock()
	}
	c.mu.Unlock()
	c.mu.Lock() // ok
	c.records = nil
	c.mu.Unlock()
}

// The call that takes the second lock waits for the first one itself (telegraf vsphere collect): GL009 tells that.
type endpoint struct {
	busy    sync.Mutex
	collect sync.RWMutex
	objects map[string]int
}

func (e *endpoint) discover() {
	e.busy.Lock() // ok
	defer e.busy.Unlock()
	e.collect.Lock() // ok
	defer e.collect.Unlock()
	e.objects = map[string]int{}
}

func (e *endpoint) gather(always bool) {
	e.collect.RLock()
	defer e.collect.RUnlock()
	if always {
		e.discover()
	}
}
