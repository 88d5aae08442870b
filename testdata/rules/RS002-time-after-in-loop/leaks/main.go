// Dispatcher waits for the next message, ten minutes at most. Every message that comes earlier leaves
// a timer behind that lives for the rest of its ten minutes (before Go 1.23).
package main

import (
	"log"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

type message struct {
	id   int
	body [64]byte
}

type dispatcher struct {
	in      chan message
	handled atomic.Int64
	idle    atomic.Int64
}

// run handles messages until the channel is closed.
func (d *dispatcher) run() {
	for {
		select {
		case m, ok := <-d.in:
			if !ok {
				return
			}
			d.handle(m)
		case <-time.After(10 * time.Minute): // want "RS002"
			d.idle.Add(1)
		}
	}
}

func (d *dispatcher) handle(m message) {
	d.handled.Add(1)
}

// pause waits once.
func (d *dispatcher) pause(stop <-chan struct{}) {
	select {
	case <-stop:
	case <-time.After(time.Millisecond): // ok: once, and short
	}
}

func main() {
	c := company.Start(nil)
	d := &dispatcher{in: make(chan message)}
	go d.run()
	c.Drive(func(i int) {
		for n := 0; n < 20; n++ {
			d.in <- message{id: i}
		}
		if i%10 == 9 {
			d.pause(nil)
			log.Printf("%d handled, %d times idle", d.handled.Load(), d.idle.Load())
		}
	})
	close(d.in)
}
