// Groups of fields and parameters: Done on one way of the goroutine only.
package main

import (
	"errors"
	"os"
	"sync"
)

type indexer struct {
	running sync.WaitGroup
	names   []string
}

func (x *indexer) index(name string) {
	if _, err := os.Stat(name); err != nil {
		return
	}
	x.running.Done()
}

func (x *indexer) All() {
	for _, name := range x.names {
		x.running.Add(1)
		go x.index(name)
	}
	x.running.Wait() // want "GL014"
}

func hash(name string, hashed *sync.WaitGroup, failed chan<- error) {
	text, err := os.ReadFile(name)
	if err != nil {
		failed <- err
		return
	}
	_ = text
	hashed.Done()
}

func hashAll(names []string) {
	var hashed sync.WaitGroup
	failed := make(chan error, len(names))
	for _, name := range names {
		hashed.Add(1)
		go hash(name, &hashed, failed)
	}
	hashed.Wait() // want "GL014"
}

type mover struct {
	moving sync.WaitGroup
	mu     sync.Mutex
	errs   []error
}

func (m *mover) Move(from, to string) {
	m.moving.Add(1)
	go func() {
		if err := os.Rename(from, to); err != nil {
			m.mu.Lock()
			m.errs = append(m.errs, err)
			m.mu.Unlock()
			return
		}
		m.moving.Done()
	}()
}

func (m *mover) Wait() error {
	m.moving.Wait() // want "GL014"
	return errors.Join(m.errs...)
}

type copier struct {
	copying sync.WaitGroup
	mu      sync.Mutex
	errs    []error
}

func (c *copier) end(err error) {
	c.mu.Lock()
	c.errs = append(c.errs, err)
	c.mu.Unlock()
	c.copying.Done()
}

func (c *copier) Copy(from, to string) {
	c.copying.Add(1)
	go func() {
		text, err := os.ReadFile(from)
		if err != nil {
			c.end(err)
			return
		}
		_ = os.WriteFile(to, text, 0o600)
		c.copying.Done()
	}()
}

func (c *copier) Wait() error {
	c.copying.Wait() // ok: the helper says Done on the other way
	return errors.Join(c.errs...)
}

// Counted down by whoever takes the last one.
func count(left *sync.WaitGroup, last bool) {
	if !last {
		return
	}
	left.Done()
}

func countAll(names []string) {
	var left sync.WaitGroup
	left.Add(1)
	for i := range names {
		count(&left, i == len(names)-1)
	}
	left.Wait() // ok: no goroutine of its own
}

type lookup struct {
	pending sync.WaitGroup
	value   string
}

type lookups struct {
	mu    sync.Mutex
	calls map[string]*lookup
	find  func(string) (string, error)
}

func (l *lookups) Find(key string) (string, error) {
	l.mu.Lock()
	if one, ok := l.calls[key]; ok {
		l.mu.Unlock()
		one.pending.Wait() // want "GL014"
		return one.value, nil
	}
	one := &lookup{}
	one.pending.Add(1)
	l.calls[key] = one
	l.mu.Unlock()
	value, err := l.find(key)
	if err != nil {
		return "", err
	}
	one.value = value
	one.pending.Done()
	return value, nil
}

type printer struct {
	printing sync.WaitGroup
	queue    chan string
}

// Counts itself, once it is known to run (minio's log targets).
func (p *printer) print() {
	if p.queue == nil {
		return
	}
	p.printing.Add(1)
	defer p.printing.Done()
	for text := range p.queue {
		_ = text
	}
}

func (p *printer) Open() {
	go p.print()
}

func (p *printer) Close() {
	close(p.queue)
	p.printing.Wait() // ok: what has counted says Done
}

// feeder goes on in another goroutine, which says Done in its place: one way says it here, the other there.
type feeder struct {
	feeding sync.WaitGroup
	stop    chan struct{}
	needed  chan struct{}
}

func (f *feeder) Start() {
	f.feeding.Add(1)
	go f.feedWhenNeeded()
}

func (f *feeder) feedWhenNeeded() {
	select {
	case <-f.stop:
		f.feeding.Done()
		return
	case <-f.needed:
	}
	go func() {
		defer f.feeding.Done()
		<-f.stop
	}()
}

func (f *feeder) Stop() {
	close(f.stop)
	f.feeding.Wait()
}

func handOn(names []string) {
	var copied sync.WaitGroup
	for _, name := range names {
		copied.Add(1)
		go func() {
			if name == "" {
				copied.Done()
				return
			}
			go func() {
				_, _ = os.ReadFile(name)
				copied.Done()
			}()
		}()
	}
	copied.Wait()
}
