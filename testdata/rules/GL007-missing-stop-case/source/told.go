// Sends to a loop that has not gone: a flag says so under the lock, or its end closes the channel.
package told

import (
	"context"
	"sync"
)

// Stop takes the lock, sends the order and clears the flag (robfig/cron).
type clock struct {
	mu      sync.Mutex
	running bool
	jobs    []string
	add     chan string
	drop    chan string
	stop    chan struct{}
}

func newClock() *clock {
	return &clock{add: make(chan string), drop: make(chan string), stop: make(chan struct{})}
}

func (c *clock) Add(job string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.running {
		c.jobs = append(c.jobs, job)
	} else {
		c.add <- job // ok
	}
}

func (c *clock) Drop(job string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.running {
		return
	}
	c.drop <- job // ok
}

func (c *clock) Start() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.running = true
	go c.run()
}

func (c *clock) Stop() {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.running {
		c.stop <- struct{}{}
		c.running = false
	}
}

func (c *clock) run() {
	for {
		select {
		case job := <-c.add:
			c.jobs = append(c.jobs, job)
		case <-c.drop:
			c.jobs = nil
		case <-c.stop:
			return
		}
	}
}

// The same without a flag: who comes after Stop waits for ever.
type bell struct {
	ring chan string
	stop chan struct{}
	last string
}

func newBell() *bell {
	b := &bell{ring: make(chan string), stop: make(chan struct{})}
	go b.run()
	return b
}

func (b *bell) Ring(by string) {
	b.ring <- by // want "GL007"
}

func (b *bell) Stop() { close(b.stop) }

func (b *bell) run() {
	for {
		select {
		case b.last = <-b.ring:
		case <-b.stop:
			return
		}
	}
}

// Who asked closes the channel of the answer when it leaves: the send panics and is caught (goleveldb compTriggerWait).
type order struct{ done chan<- error }

func (o order) answer(err error) {
	if o.done != nil {
		defer func() { _ = recover() }()
		o.done <- err // ok
	}
}

func ask(ctx context.Context, orders chan<- order) error {
	done := make(chan error)
	defer close(done)
	select {
	case orders <- order{done: done}:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

func serve(orders <-chan order) {
	for o := range orders {
		o.answer(nil)
	}
}

// Request and answer are two fields of one object: who took the request gives the answer (goleveldb putRec).
type writer struct {
	merge  chan string
	merged chan bool
	closed chan struct{}
}

func newWriter() *writer {
	return &writer{merge: make(chan string), merged: make(chan bool), closed: make(chan struct{})}
}

func (w *writer) Put(rec string) bool {
	select {
	case w.merge <- rec:
		return <-w.merged // ok
	case <-w.closed:
		return false
	}
}

func (w *writer) write() {
	for {
		select {
		case <-w.merge:
			w.merged <- true
		default:
			return
		}
	}
}
