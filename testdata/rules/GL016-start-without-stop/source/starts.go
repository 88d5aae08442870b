package starts

import (
	"context"
	"time"
)

type cache struct {
	items map[string]int
	stop  chan struct{}
}

func newCache() *cache {
	c := &cache{items: map[string]int{}}
	go func() { // want "each .*newCache starts a goroutine that never ends"
		for {
			time.Sleep(time.Second)
			clear(c.items)
		}
	}()
	return c
}

func newStopped() *cache {
	c := &cache{stop: make(chan struct{})}
	go c.loop() // ok: ends by stop
	return c
}

func (c *cache) loop() {
	for {
		select {
		case <-c.stop:
			return
		case <-time.After(time.Second):
		}
	}
}

func newWithContext(ctx context.Context) *cache {
	c := &cache{}
	go func() { // ok: ends with ctx
		for ctx.Err() == nil {
			time.Sleep(time.Second)
		}
	}()
	return c
}

func newOnce(load func() int) *cache {
	c := &cache{items: map[string]int{}}
	go func() { // ok: finite
		for i := 0; i < 3; i++ {
			c.items["x"] = load()
		}
	}()
	return c
}

var shared = &cache{}

// start works for a value that lives as long as the process.
func start() *cache {
	go func() { // ok: made elsewhere
		for {
			time.Sleep(time.Second)
			clear(shared.items)
		}
	}()
	return shared
}

func run() {
	c := &cache{}
	go func() { // ok: not given back; run by who knows whom
		for {
			time.Sleep(time.Second)
			clear(c.items)
		}
	}()
	select {}
}
