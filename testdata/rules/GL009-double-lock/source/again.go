// Locks that are taken again, and those that only look like it.
package again

import "sync"

type node struct {
	mu   sync.RWMutex
	next *node
	n    int
}

func (n *node) get(lock bool) int {
	if lock {
		n.mu.RLock()
		defer n.mu.RUnlock()
	}
	return n.n
}

func (n *node) value() int {
	n.mu.RLock() // want "GL009"
	defer n.mu.RUnlock()
	return n.n
}

func (n *node) set() {
	n.mu.Lock()
	n.n = n.value()
	n.mu.Unlock()
}

// The constant argument says that nothing is locked (nats-server client.pubAllowedFullCheck).
func (n *node) quiet() int {
	n.mu.Lock()
	defer n.mu.Unlock()
	return n.get(false) // ok
}

// Another node each time.
func (n *node) walk() (sum int) {
	for at := n; at != nil; {
		at.mu.Lock() // ok
		sum += at.n
		next := at.next
		at.mu.Unlock()
		at = next
	}
	return sum
}

// Hand over hand: the variable is another node by then.
func (n *node) hand() {
	at := n
	at.mu.Lock()
	for at.next != nil {
		next := at.next
		next.mu.Lock() // ok
		at.mu.Unlock()
		at = next
	}
	at.mu.Unlock()
}

// The unlock is missing on the way round.
func (n *node) round(items []int) {
	for _, item := range items {
		n.mu.Lock() // want "GL009"
		if item < 0 {
			continue
		}
		n.n += item
		n.mu.Unlock()
	}
}

// Released before the call.
func (n *node) released() int {
	n.mu.Lock()
	n.n++
	n.mu.Unlock()
	return n.value() // ok
}

type embedded struct {
	sync.Mutex
	n int
}

func (e *embedded) add() {
	e.Lock() // want "GL009"
	e.n++
	e.Unlock()
}

func (e *embedded) twice() {
	e.Mutex.Lock()
	defer e.Mutex.Unlock()
	func() { e.add() }()
}

// A lock as a signal: the goroutine releases it when it is through (runtime TestPseudoRandomSend).
func signal(work func()) {
	var mu sync.Mutex
	mu.Lock()
	go func() {
		work()
		mu.Unlock()
	}()
	mu.Lock() // ok
	mu.Unlock()
}

// The same the other way round: the goroutine waits for its starter (runtime/pprof blockMutexDeep).
func lent(ready func()) {
	var mu sync.Mutex
	go func() {
		mu.Lock()
		mu.Lock() // ok
	}()
	ready()
	mu.Unlock()
}

// A helper of the same goroutine that releases is no signal.
func helped(mu *sync.Mutex, fail bool) {
	release := func() { mu.Unlock() }
	mu.Lock()
	if fail {
		mu.Lock() // want "GL009"
	}
	release()
}

// Two read locks, given back by the other side (sync TestRLocker).
func readers(n int) {
	var wl sync.RWMutex
	var rl sync.Locker
	taken := make(chan bool, 1)
	rl = wl.RLocker()
	go func() {
		for range n {
			rl.Lock()
			rl.Lock() // ok
			taken <- true
		}
	}()
	for range n {
		<-taken
		rl.Unlock()
		rl.Unlock()
	}
}

type stats struct {
	mu     sync.Mutex
	sizes  int
	tries  int
	hedges int
}

// The numbers exclude each other (dolt HistogramStatsRecorder).
func (s *stats) start(hedge, try, size int) {
	if hedge == 1 && try == 0 {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sizes += size
	}
	if try > 0 {
		s.mu.Lock() // ok
		defer s.mu.Unlock()
		s.tries++
	} else if hedge > 1 {
		s.mu.Lock() // ok
		defer s.mu.Unlock()
		s.hedges++
	}
}

// These do not.
func (s *stats) end(hedge int, size int) {
	if hedge >= 1 {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.sizes += size
	}
	if hedge > 1 {
		s.mu.Lock() // want "GL009"
		defer s.mu.Unlock()
		s.hedges++
	}
}

type store struct {
	mu    sync.Mutex
	names map[int]string
}

// A literal that is called at once lets go of the lock when it returns (containers/image PutBlobPartial).
func (s *store) put(k int, name string) int {
	s.mu.Lock()
	if n := func() int { // a scope for the defer
		defer s.mu.Unlock()
		if s.names[k] != "" {
			return 0
		}
		s.names[k] = name
		return len(s.names)
	}(); n == 0 {
		return 0
	}
	return s.size()
}

func (s *store) size() int {
	s.mu.Lock() // ok
	defer s.mu.Unlock()
	return len(s.names)
}

// One that takes it and lets go of it itself is as bad as any other call.
func (s *store) drop(k int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	func() {
		s.mu.Lock() // want "GL009"
		defer s.mu.Unlock()
		delete(s.names, k)
	}()
}
