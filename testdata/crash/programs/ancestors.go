// A panic in a goroutine of a goroutine of a goroutine, with GODEBUG=tracebackancestors=5.
package main

type crawler struct {
	depth int
}

func (c *crawler) visit(level int, done chan<- int) {
	if level == c.depth {
		panic("too deep")
	}
	go c.visit(level+1, done)
	select {}
}

func main() {
	done := make(chan int)
	c := &crawler{depth: 3}
	go c.visit(0, done)
	<-done
}
