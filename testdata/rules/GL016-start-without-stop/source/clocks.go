// Loops over clocks and over channels that nobody closes, started for what a constructor gives back. `leaks` leaves three
// goroutines a turn behind.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync/atomic"
	"time"
)

type meter struct {
	now   atomic.Int64
	lines chan string
	quit  chan struct{}
}

// Seen in ants (ticktock): the loop over the ticker has no end, Stop or not.
func newMeter() *meter {
	m := &meter{}
	go m.tick() // want "GL016"
	return m
}

func (m *meter) tick() {
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for range ticker.C {
		m.now.Store(time.Now().Unix())
	}
}

// Seen in go-redis (NewRing): the value itself is made here, its address given back.
func newPlainMeter() *meter {
	m := meter{}
	go m.tick() // want "GL016"
	return &m
}

// Nobody closes lines.
type printer struct{ lines chan string }

func newPrinter() *printer {
	p := &printer{lines: make(chan string)}
	go p.print() // want "GL016"
	return p
}

func (p *printer) print() {
	for line := range p.lines {
		_ = line
	}
}

func (p *printer) line(text string) { p.lines <- text }

// Close ends this one.
type recorder struct{ lines chan string }

func newRecorder() *recorder {
	r := &recorder{lines: make(chan string)}
	go r.record() // ok: close ends it
	return r
}

func (r *recorder) record() {
	for line := range r.lines {
		_ = line
	}
}

func (r *recorder) close() { close(r.lines) }

// And the clock of this one is left when it is told.
func newStopped() *meter {
	m := &meter{quit: make(chan struct{})}
	go m.tickUntil() // ok: quit ends it
	return m
}

func (m *meter) tickUntil() {
	ticker := time.NewTicker(10 * time.Millisecond)
	defer ticker.Stop()
	for range ticker.C {
		select {
		case <-m.quit:
			return
		default:
		}
	}
}

func leaks() {
	newMeter()
	newPlainMeter()
	newPrinter().line("one")
}

func fixed() {
	newRecorder().close()
	close(newStopped().quit)
}

func main() {
	turn := fixed
	if len(os.Args) > 1 && os.Args[1] == "leaks" {
		turn = leaks
	}
	for i := 0; i < 16; i++ {
		go turn()
	}
	for i := 0; i < 100 && runtime.NumGoroutine() > 1; i++ {
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Println(runtime.NumGoroutine())
}
