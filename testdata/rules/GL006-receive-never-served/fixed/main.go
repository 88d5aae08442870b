// Warmcache refreshes an entry in a goroutine, which is started only when the entry is stale.
package main

import (
	"log"
	"sync"
	"sync/atomic"

	"example.org/rules/company"
)

type entry struct {
	value string
	fresh bool
}

type warmCache struct {
	mu        sync.Mutex
	entries   map[string]entry
	refreshed atomic.Int64
}

func (c *warmCache) lookup(key string) entry {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.entries[key]
}

func (c *warmCache) replace(key, value string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries[key] = entry{value: value, fresh: true}
	c.refreshed.Add(1)
}

// Refresh prepares a new value and stores it when the old one is stale.
func (c *warmCache) Refresh(key, value string) {
	if c.lookup(key).fresh {
		return
	}
	go c.replace(key, value) // ok: waits for nothing
}

// Prime stores a value in the background and waits for it.
func (c *warmCache) Prime(key, value string) {
	stored := make(chan struct{})
	go func() {
		c.replace(key, value)
		close(stored)
	}()
	<-stored // ok: closed on every path
}

func main() {
	c := company.Start(nil)
	cache := &warmCache{entries: map[string]entry{}}
	cache.Prime("user:1", "anna")
	c.Drive(func(i int) {
		cache.Refresh("user:1", "anna b.")
		if i%10 == 9 {
			log.Printf("%q, %d refreshed", cache.lookup("user:1").value, cache.refreshed.Load())
		}
	})
}
