package conds

import (
	"context"
	"sync"
)

type silent struct {
	mu   sync.Mutex
	cond *sync.Cond
	n    int
}

func (s *silent) wait() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for s.n == 0 {
		s.cond.Wait() // want "s.cond, and nothing calls its Signal or Broadcast"
	}
}

type embedded struct {
	sync.Mutex
	ready sync.Cond
	ok    bool
}

func (e *embedded) wait() {
	for !e.ok {
		e.ready.Wait() // ok: signalled below
	}
}

func (e *embedded) set() {
	e.ok = true
	e.ready.Signal()
}

type byValue struct {
	mu   sync.Mutex
	cond *sync.Cond
	done bool
}

// wait has its broadcast as a function value.
func (b *byValue) wait(ctx context.Context) {
	stop := context.AfterFunc(ctx, b.cond.Broadcast)
	defer stop()
	for !b.done {
		b.cond.Wait() // ok
	}
}

type lent struct {
	mu   sync.Mutex
	cond *sync.Cond
	done bool
}

func (l *lent) wait(tell func(*sync.Cond)) {
	tell(l.cond)
	for !l.done {
		l.cond.Wait() // ok: others have it
	}
}

// Shared can be signalled by other packages.
type Shared struct {
	mu   sync.Mutex
	Cond *sync.Cond
	done bool
}

func (s *Shared) wait() {
	for !s.done {
		s.Cond.Wait() // ok
	}
}

func local() {
	var mu sync.Mutex
	cond := sync.NewCond(&mu)
	mu.Lock()
	cond.Wait() // want "cond, and nothing calls"
	mu.Unlock()
}

type pipe struct {
	cond *sync.Cond
	full bool
}

type reader struct{ pipe *pipe }

func (r *reader) Read() {
	for !r.pipe.full {
		r.pipe.cond.Wait() // ok: the pipe signals its own
	}
}

func (p *pipe) fill() {
	p.full = true
	p.cond.Broadcast()
}

type buffered struct{ *pipe }

func (b *buffered) Read() {
	for !b.full {
		b.cond.Wait() // ok: through an embedded field
	}
}

// The field is another name for a condition that its maker signals (rclone lib/pacer: its test).
type paced struct{ wait *sync.Cond }

func (p *paced) run() {
	p.wait.L.Lock()
	p.wait.Wait() // ok: release signals it
	p.wait.L.Unlock()
}

func release(n int) {
	wait := sync.NewCond(&sync.Mutex{})
	for range n {
		p := &paced{wait: wait}
		go p.run()
	}
	wait.Broadcast()
}
