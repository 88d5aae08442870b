// Printqueue lets a job wait on a condition until its paper is there. Load says so in the field and
// forgets to say it to those who wait.
package main

import (
	"log"
	"sync"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

type tray struct {
	mu     sync.Mutex
	filled *sync.Cond
	sheets int
}

type printer struct {
	printed atomic.Int64
}

func newTray() *tray {
	t := &tray{}
	t.filled = sync.NewCond(&t.mu)
	return t
}

// Load fills the tray.
func (t *tray) Load(sheets int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.sheets += sheets
}

// Print waits for paper and prints one page.
func (p *printer) Print(t *tray) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for t.sheets == 0 {
		t.filled.Wait() // want "GL015"
	}
	t.sheets--
	p.printed.Add(1)
}

// drain is the healthy neighbour: a queue whose condition is signalled.
func drain(items int) {
	var mu sync.Mutex
	ready := sync.NewCond(&mu)
	have := 0
	go func() {
		mu.Lock()
		have = items
		mu.Unlock()
		ready.Broadcast()
	}()
	mu.Lock()
	defer mu.Unlock()
	for have == 0 {
		ready.Wait() // ok
	}
}

func main() {
	c := company.Start(nil)
	p := &printer{}
	c.Drive(func(i int) {
		t := newTray()
		go p.Print(t)
		time.Sleep(2 * time.Millisecond)
		t.Load(1)
		if i%10 == 9 {
			drain(3)
			log.Printf("%d of %d pages", p.printed.Load(), i+1)
		}
	})
}
