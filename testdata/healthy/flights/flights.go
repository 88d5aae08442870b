// Package flights: healthy; the done channel is closed by a deferred closure on all ways.
package flights

import (
	"context"
	"sync"
)

type entry struct {
	done chan struct{}
	body []byte
	err  error
}

type Cache struct {
	mu      sync.Mutex
	entries map[string]*entry
	fetch   func(context.Context, string) ([]byte, error)
}

func (c *Cache) finish(k string, e *entry, body []byte, err error) {
	c.mu.Lock()
	if err != nil {
		delete(c.entries, k)
	}
	e.body, e.err = body, err
	c.mu.Unlock()
	close(e.done)
}

func (c *Cache) Get(ctx context.Context, k string) ([]byte, error) {
	c.mu.Lock()
	e, ok := c.entries[k]
	if !ok {
		e = &entry{done: make(chan struct{})}
		c.entries[k] = e
		go func() {
			body, err := c.fetch(ctx, k)
			if err != nil {
				c.finish(k, e, nil, err)
				return
			}
			c.finish(k, e, body, nil)
		}()
	}
	c.mu.Unlock()
	select {
	case <-e.done:
		return e.body, e.err
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}
