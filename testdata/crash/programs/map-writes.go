// Two goroutines write to one map.
package main

import "time"

type counter struct {
	hits map[int]int
}

func (c *counter) hit(from int) {
	for i := from; ; i++ {
		c.hits[i%64]++
	}
}

func main() {
	c := &counter{hits: map[int]int{}}
	go c.hit(0)
	go c.hit(7)
	time.Sleep(10 * time.Second)
}
