package main

import (
	"context"
	"os"
	"runtime/trace"
	"sync"
	"time"
)

type entry struct {
	refresh chan struct{}
	stop    context.CancelFunc
}

type cache struct {
	mu sync.Mutex
	m  map[int]*entry
}

// Each entry has a goroutine that refreshes it and goes away after its life of 2 s.
func (c *cache) add(k int) {
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Second)
	e := &entry{refresh: make(chan struct{}), stop: stop}
	c.mu.Lock()
	c.m[k] = e
	c.mu.Unlock()
	go func() {
		defer stop()
		for {
			select {
			case <-ctx.Done():
				c.mu.Lock()
				delete(c.m, k)
				c.mu.Unlock()
				return
			case <-e.refresh:
			}
		}
	}()
}

func main() {
	c := &cache{m: map[int]*entry{}}
	fill := func(d time.Duration) {
		for k, end := 0, time.Now().Add(d); time.Now().Before(end); k++ {
			c.add(k)
			time.Sleep(2 * time.Millisecond)
		}
	}
	// The trace begins when as many go as come, and is shorter than the life of one.
	fill(2500 * time.Millisecond)
	f, _ := os.Create(os.Args[1])
	trace.Start(f)
	fill(600 * time.Millisecond)
	trace.Stop()
	f.Close()
}
