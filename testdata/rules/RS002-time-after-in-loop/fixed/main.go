// Dispatcher waits for the next message, ten minutes at most, with one timer that it sets anew each time.
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
	idle := time.NewTimer(10 * time.Minute) // ok
	defer idle.Stop()
	for {
		select {
		case m, ok := <-d.in:
			if !ok {
				return
			}
			d.handle(m)
			if !idle.Stop() {
				<-idle.C
			}
		case <-idle.C: // ok: one timer
			d.idle.Add(1)
		}
		idle.Reset(10 * time.Minute)
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
