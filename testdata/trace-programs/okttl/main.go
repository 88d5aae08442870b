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

// Each entry has a goroutine that refreshes it and goes away after its life of 200 ms.
func (c *cache) add(k int) {
	ctx, stop := context.WithTimeout(context.Background(), 200*time.Millisecond)
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
	f, _ := os.Create(os.Args[1])
	trace.Start(f)
	c := &cache{m: map[int]*entry{}}
	end := time.Now().Add(600 * time.Millisecond)
	for k := 0; time.Now().Before(end); k++ {
		c.add(k)
		time.Sleep(time.Millisecond)
	}
	trace.Stop()
	f.Close()
}
