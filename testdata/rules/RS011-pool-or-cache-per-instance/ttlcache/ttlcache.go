// Package ttlcache is a cache whose entries expire; a janitor goroutine removes them.
package ttlcache

import (
	"sync"
	"time"
)

type entry struct {
	value   string
	expires time.Time
}

// Cache is meant to live as long as the process, or until Close.
type Cache struct {
	ttl  time.Duration
	stop chan struct{}
	mu   sync.Mutex
	m    map[string]entry
}

// New returns an empty cache and starts its janitor.
func New(ttl time.Duration) *Cache {
	c := &Cache{ttl: ttl, stop: make(chan struct{}), m: map[string]entry{}}
	go c.janitor() // ok: Close ends it
	return c
}

// Get returns the value of key, and makes it when it is not there.
func (c *Cache) Get(key string, make func() string) string {
	c.mu.Lock()
	defer c.mu.Unlock()
	if e, ok := c.m[key]; ok && time.Now().Before(e.expires) {
		return e.value
	}
	v := make()
	c.m[key] = entry{v, time.Now().Add(c.ttl)}
	return v
}

// Close ends the janitor.
func (c *Cache) Close() {
	close(c.stop)
}

func (c *Cache) janitor() {
	t := time.NewTicker(c.ttl)
	defer t.Stop()
	for {
		select {
		case now := <-t.C:
			c.sweep(now)
		case <-c.stop:
			return
		}
	}
}

func (c *Cache) sweep(now time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, e := range c.m {
		if now.After(e.expires) {
			delete(c.m, k)
		}
	}
}
