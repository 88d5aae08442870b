// Locks whose release was given to somebody: a callback, a sync.Once, a helper that is told the address.
package given

import (
	"errors"
	"sync"
)

type server struct {
	mu      sync.Mutex
	started func()
	running bool
	code    string
}

func (s *server) serve() { s.started() }

// The server says that it has started by letting go of the lock (miekg/dns RunLocalServer).
func startAndWait(s *server) {
	var wait sync.Mutex
	wait.Lock()
	s.started = wait.Unlock
	go s.serve()
	wait.Lock() // ok: serve lets go of it
}

// One release for all ways out, which may come early (neo4j-go-driver tryBorrow).
func (s *server) borrow(dial func() error) error {
	s.mu.Lock()
	once := new(sync.Once)
	defer once.Do(s.mu.Unlock)
	if s.running {
		return nil
	}
	once.Do(s.mu.Unlock)
	err := dial()
	s.mu.Lock() // ok: the Once has let go of it
	*once = sync.Once{}
	s.running = err == nil
	return err
}

func unlockOnce(l sync.Locker) func() {
	var once sync.Once
	return func() { once.Do(l.Unlock) }
}

// The helper has the address (miekg/dns ListenAndServe).
func (s *server) listen() error {
	unlock := unlockOnce(&s.mu)
	s.mu.Lock()
	defer unlock()
	if s.running {
		return errors.New("running")
	}
	s.running = true
	unlock()
	return s.wait()
}

func (s *server) wait() error {
	s.mu.Lock() // ok
	defer s.mu.Unlock()
	return nil
}

// One text is not another (neo4j-go-driver OnNeo4jError).
func (s *server) failed(e *failure) {
	if e.code == "expired" {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.code = e.code
	}
	if e.code == "gone" {
		s.forget()
	}
	if e.code == "expired" && e.again {
		s.drop()
	}
}

type failure struct {
	code  string
	again bool
}

func (s *server) forget() {
	s.mu.Lock() // ok
	defer s.mu.Unlock()
	s.code = ""
}

func (s *server) drop() {
	s.mu.Lock() // want "GL009"
	defer s.mu.Unlock()
	s.code = ""
}
