// Package caches fills once, and cleans up.
package caches

import (
	"runtime"
	"sync"
	"time"
)

type call struct {
	done  chan struct{}
	value []byte
	err   error
}

// Group makes one call of many.
type Group struct {
	mu    sync.Mutex
	calls map[string]*call
}

func (g *Group) Do(key string, load func() ([]byte, error)) ([]byte, error) {
	g.mu.Lock()
	if g.calls == nil {
		g.calls = map[string]*call{}
	}
	if c, ok := g.calls[key]; ok {
		g.mu.Unlock()
		<-c.done
		return c.value, c.err
	}
	c := &call{done: make(chan struct{})}
	g.calls[key] = c
	g.mu.Unlock()

	c.value, c.err = load()
	close(c.done)

	g.mu.Lock()
	delete(g.calls, key)
	g.mu.Unlock()
	return c.value, c.err
}

type entry struct {
	value   []byte
	expires time.Time
}

type cache struct {
	mu      sync.Mutex
	entries map[string]entry
	janitor *janitor
}

// Cache stops its janitor when nobody holds it any more.
type Cache struct{ *cache }

type janitor struct {
	every time.Duration
	stop  chan struct{}
}

func (j *janitor) run(c *cache) {
	ticker := time.NewTicker(j.every)
	defer ticker.Stop()
	for {
		select {
		case now := <-ticker.C:
			c.expire(now)
		case <-j.stop:
			return
		}
	}
}

func New(every time.Duration) *Cache {
	c := &cache{entries: map[string]entry{}}
	outer := &Cache{c}
	if every > 0 {
		c.janitor = &janitor{every: every, stop: make(chan struct{})}
		go c.janitor.run(c)
		runtime.SetFinalizer(outer, func(c *Cache) { close(c.janitor.stop) })
	}
	return outer
}

func (c *cache) expire(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for key, e := range c.entries {
		if e.expires.Before(now) {
			delete(c.entries, key)
		}
	}
}

func (c *cache) Get(key string) ([]byte, bool) {
	c.mu.Lock()
	e, ok := c.entries[key]
	c.mu.Unlock()
	return e.value, ok && time.Now().Before(e.expires)
}

// Lazy starts its goroutine with the first use.
type Lazy struct {
	start sync.Once
	in    chan string
	quit  chan struct{}
	seen  map[string]int
}

func NewLazy() *Lazy { return &Lazy{in: make(chan string, 16), quit: make(chan struct{})} }

func (l *Lazy) Note(name string) {
	l.start.Do(func() {
		l.seen = map[string]int{}
		go l.loop()
	})
	select {
	case l.in <- name:
	case <-l.quit:
	}
}

func (l *Lazy) loop() {
	for {
		select {
		case name := <-l.in:
			l.seen[name]++
		case <-l.quit:
			return
		}
	}
}

func (l *Lazy) Close() { close(l.quit) }

// Waiters are answered by id, or taken out.
type Waiters struct {
	mu      sync.Mutex
	pending map[int]chan string
	next    int
}

func (w *Waiters) Ask(send func(id int) error, limit time.Duration) (string, bool) {
	answer := make(chan string, 1)
	w.mu.Lock()
	w.next++
	id := w.next
	if w.pending == nil {
		w.pending = map[int]chan string{}
	}
	w.pending[id] = answer
	w.mu.Unlock()
	defer func() {
		w.mu.Lock()
		delete(w.pending, id)
		w.mu.Unlock()
	}()
	if err := send(id); err != nil {
		return "", false
	}
	timer := time.NewTimer(limit)
	defer timer.Stop()
	select {
	case text := <-answer:
		return text, true
	case <-timer.C:
		return "", false
	}
}

func (w *Waiters) Answer(id int, text string) {
	w.mu.Lock()
	answer, ok := w.pending[id]
	delete(w.pending, id)
	w.mu.Unlock()
	if ok {
		answer <- text
	}
}
