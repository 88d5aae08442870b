// Returns with a lock, by mistake and on purpose.
package keeps

import (
	"errors"
	"os"
	"sync"
)

type dirs struct {
	mu   sync.Mutex
	held sync.Mutex
	aid  sync.Mutex
	path string
	n    int
}

// The error return forgets the lock (testing.(*common).makeTempDir of Go 1.27).
func (d *dirs) stat() error {
	d.mu.Lock() // want "GL012"
	if _, err := os.Stat(d.path); err != nil {
		return err
	}
	d.n++
	d.mu.Unlock()
	return nil
}

// One condition guards both (nats-server sendRouteSubOrUnSubProtos).
func (d *dirs) guarded(other *dirs) int {
	if other != nil && other != d {
		other.mu.Lock() // ok
	}
	n := d.n
	if other != nil && other != d {
		other.mu.Unlock()
	}
	return n
}

// Taken here, released by release: the lock is handed over.
func (d *dirs) acquire() bool {
	d.held.Lock() // ok
	if d.path == "" {
		d.held.Unlock()
		return false
	}
	return true
}

func (d *dirs) release() {
	d.held.Unlock()
}

// Unlock is given away.
func (d *dirs) borrow() (func(), error) {
	d.mu.Lock() // ok
	if d.path == "" {
		d.mu.Unlock()
		return nil, errors.New("empty")
	}
	return d.mu.Unlock, nil
}

// A helper unlocks.
func (d *dirs) helper(fail bool) {
	d.aid.Lock() // ok
	if fail {
		d.unlock()
		return
	}
	d.aid.Unlock()
}

func (d *dirs) unlock() {
	d.n++
	d.aid.Unlock()
}

// Deferred in a literal.
func (d *dirs) deferred(fail bool) int {
	d.mu.Lock() // ok
	defer func() {
		d.n++
		d.mu.Unlock()
	}()
	if fail {
		return 0
	}
	return d.n
}

// A goroutine unlocks later (go-libp2p basicBus.withNode).
type passed struct {
	mu sync.Mutex
	n  int
}

func (p *passed) with(call func(*passed), later func(*passed)) {
	p.mu.Lock() // ok
	call(p)
	if later == nil {
		p.mu.Unlock()
	} else {
		go func() {
			defer p.mu.Unlock()
			later(p)
		}()
	}
}

// The caller gets the lock (kafka-go Conn.waitResponse).
type conn struct {
	read sync.Mutex
	id   int
}

func (c *conn) wait(id int) (lock *sync.Mutex) {
	for {
		c.read.Lock() // ok
		if c.id == id {
			return &c.read
		}
		c.read.Unlock()
	}
}

// A setter that has nothing to do (pebble MemFS.SetIgnoreSyncs).
type memory struct {
	mu     sync.Mutex
	strict bool
	ignore bool
}

func (m *memory) setIgnore(ignore bool) {
	m.mu.Lock() // want "GL012"
	if !m.strict {
		return
	}
	m.ignore = ignore
	m.mu.Unlock()
}

// One return of many forgets the lock that another method is handed (nats-server fileStore.Truncate).
type store struct {
	mu     sync.Mutex
	closed bool
	blocks []int
}

func (s *store) truncate(n int, write func() error) error {
	s.mu.Lock() // want "GL012"
	if s.closed {
		s.mu.Unlock()
		return errClosed
	}
	if n > len(s.blocks) {
		s.mu.Unlock()
		return errRange
	}
	if err := write(); err != nil {
		return err
	}
	s.blocks = s.blocks[:n]
	s.mu.Unlock()
	return nil
}

// Called with the lock held.
func (s *store) releaseAnd(f func()) {
	s.mu.Unlock()
	f()
}

// On success the caller is handed the lock; it says so in two places.
func (s *store) begin(n int) error {
	s.mu.Lock() // ok
	if s.closed {
		s.mu.Unlock()
		return errClosed
	}
	if n > len(s.blocks) {
		s.mu.Unlock()
		return errRange
	}
	return nil
}

var errClosed, errRange error

// Called with the lock held, and lets go of it three times (nats-server configureAccounts).
func (s *store) configure(look func() error) error {
	s.mu.Unlock()
	look()
	s.mu.Lock() // ok
	if s.closed {
		s.mu.Unlock()
		look()
		s.mu.Lock() // ok
	}
	s.mu.Unlock()
	err := look()
	s.mu.Lock() // ok
	return err
}

type relay struct {
	mu   sync.Mutex
	open bool
}

// Its goroutine lets go of it (nats-server TestJetStreamRollupIsolatedRead).
func (r *relay) hold(steps []func() error, wait func()) error {
	r.mu.Lock() // ok
	if err := steps[0](); err != nil {
		r.mu.Unlock()
		return err
	}
	if err := steps[1](); err != nil {
		r.mu.Unlock()
		return err
	}
	if err := steps[2](); err != nil {
		r.mu.Unlock()
		return err
	}
	go func() {
		wait()
		r.mu.Unlock()
	}()
	return nil
}

func (r *relay) resetAndUnlock() {
	r.open = false
	r.mu.Unlock()
}

// The goroutine is handed the lock (grpc addrConn.updateAddrs).
func (r *relay) update(n, have int) {
	r.mu.Lock() // ok
	if n == have {
		r.mu.Unlock()
		return
	}
	if !r.open {
		r.mu.Unlock()
		return
	}
	if n > 10 {
		r.mu.Unlock()
		return
	}
	go r.resetAndUnlock()
}

type scope struct {
	mu sync.Mutex
	n  int
}

// A literal that is called at once lets go of the lock when it returns (containers/image PutBlobPartial).
func (s *scope) set(n int) error {
	s.mu.Lock() // ok
	if err := func() error {
		defer s.mu.Unlock()
		if n < 0 {
			return errors.New("negative")
		}
		s.n = n
		return nil
	}(); err != nil {
		return err
	}
	s.note()
	return nil
}

func (s *scope) note() {
	s.mu.Lock()
	if s.n == 0 {
		s.mu.Unlock()
		return
	}
	s.n++
	s.mu.Unlock()
}

// A transaction holds the lock of its database until it is closed (btcd ffldb).
type database struct {
	write  sync.Mutex
	closed bool
}

type transaction struct{ db *database }

func (d *database) begin() (*transaction, error) {
	d.write.Lock() // ok: close lets go of it
	if d.closed {
		d.write.Unlock()
		return nil, errors.New("closed")
	}
	return &transaction{db: d}, nil
}

func (t *transaction) close() { t.db.write.Unlock() }

// A reader keeps the index open until it is closed: only errors give the lock back at once (bleve FieldDict).
type index struct {
	mu   sync.RWMutex
	open bool
	n    int
}

type reader struct {
	of *index
	at int
}

func (x *index) read(at int) (*reader, error) {
	x.mu.RLock() // ok: Close lets go of it
	if !x.open {
		x.mu.RUnlock()
		return nil, errors.New("closed")
	}
	if at < 0 {
		x.mu.RUnlock()
		return nil, errors.New("negative")
	}
	if at > x.n {
		x.mu.RUnlock()
		return nil, errors.New("too far")
	}
	return &reader{of: x, at: at}, nil
}

func (r *reader) Close() { r.of.mu.RUnlock() }

// The one that makes the entry is given the lock and lets go of it (gorm PreparedStmtDB.prepare).
type shelf struct {
	mux     *sync.RWMutex
	entries *entries
}

type entries struct{ byKey map[string]int }

func (e *entries) add(key string, mux *sync.RWMutex) int {
	e.byKey[key] = len(e.byKey)
	n := e.byKey[key]
	mux.Unlock()
	return n
}

func (s *shelf) entry(key string) int {
	s.mux.Lock() // ok
	if n, ok := s.entries.byKey[key]; ok {
		s.mux.Unlock()
		return n
	}
	return s.entries.add(key, s.mux)
}
