// One goroutine reads a map while another writes to it.
package main

import "time"

type cache struct {
	entries map[int]string
}

func (c *cache) get(key int) string { return c.entries[key] }

func (c *cache) refresh() {
	for i := 0; ; i++ {
		c.entries[i%64] = "fresh"
	}
}

func main() {
	c := &cache{entries: map[int]string{}}
	go c.refresh()
	go func() {
		for i := 0; ; i++ {
			c.get(i % 64)
		}
	}()
	time.Sleep(10 * time.Second)
}
