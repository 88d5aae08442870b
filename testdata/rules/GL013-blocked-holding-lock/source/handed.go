// Channels in structs that are kept in a map, and handed on by getters, while a lock of their keeper is held. `leaks` leaves
// two goroutines a turn behind.
package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"
)

type listener struct {
	board *board
	news  chan string
	gone  chan struct{}
}

type board struct {
	mu        sync.Mutex
	listeners map[int]*listener
}

func newBoard() *board { return &board{listeners: map[int]*listener{}} }

func (b *board) listen(id int) *listener {
	l := &listener{board: b, news: make(chan string), gone: make(chan struct{})}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.listeners[id] = l
	return l
}

// Nobody reads any more; only leave would end the send, and it needs the lock.
func (b *board) post(text string) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.listeners {
		l.news <- text // want "GL013"
	}
}

func (b *board) leave(id int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if l, ok := b.listeners[id]; ok {
		delete(b.listeners, id)
		close(l.news)
	}
}

// A monitor is told to stop through a getter, under the lock that it takes each turn.
type probe struct{ stop chan struct{} }

func (p *probe) stopper() chan struct{} { return p.stop }

func (p *probe) end() {
	p.stop <- struct{}{} // want "GL013"
}

type ward struct {
	mu    sync.Mutex
	beats int
	probe *probe
}

func watch(w *ward, stop chan struct{}) {
	for {
		select {
		case <-stop:
			return
		default:
			time.Sleep(time.Millisecond)
			w.mu.Lock()
			w.beats++
			w.mu.Unlock()
		}
	}
}

func (w *ward) close() {
	w.mu.Lock()
	defer w.mu.Unlock()
	time.Sleep(5 * time.Millisecond)
	w.probe.end()
}

// The same with a reader that needs no lock.
type ear struct{ words chan string }

type desk struct {
	mu   sync.Mutex
	ears map[int]*ear
}

func (d *desk) add(id int) {
	e := &ear{words: make(chan string)}
	d.mu.Lock()
	d.ears[id] = e
	d.mu.Unlock()
	go e.hear()
}

func (e *ear) hear() {
	for range e.words {
	}
}

func (d *desk) say(text string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range d.ears {
		e.words <- text // ok: hear needs no lock
	}
}

func (d *desk) close() {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, e := range d.ears {
		close(e.words)
	}
}

// Seen in containerd (plugins/gc/scheduler.go): a place for one answer in each, whoever is told is taken from the list.
type queue struct {
	mu      sync.Mutex
	waiting []chan int
}

func (q *queue) ask() int {
	answer := make(chan int, 1)
	q.mu.Lock()
	q.waiting = append(q.waiting, answer)
	q.mu.Unlock()
	return <-answer
}

func (q *queue) tell(n int) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, answer := range q.waiting {
		answer <- n // ok: there is room for one each
	}
	q.waiting = nil
}

func leaks() {
	b := newBoard()
	b.listen(1)
	go b.post("closed on sunday")
	w := &ward{probe: &probe{stop: make(chan struct{})}}
	go watch(w, w.probe.stopper())
	// About every second one meets its monitor at the lock; all of them meet one that is gone.
	w.close()
	w.probe.end()
}

func fixed() {
	d := &desk{ears: map[int]*ear{}}
	d.add(1)
	d.say("open")
	d.close()
	q := &queue{}
	go q.ask()
	q.tell(1)
	q.mu.Lock()
	for len(q.waiting) == 0 {
		q.mu.Unlock()
		q.mu.Lock()
	}
	q.mu.Unlock()
	q.tell(2)
}

func main() {
	turn := fixed
	if len(os.Args) > 1 && os.Args[1] == "leaks" {
		turn = leaks
	}
	if len(os.Args) > 2 {
		newBoard().leave(1)
	}
	for i := 0; i < 16; i++ {
		go turn()
	}
	for i := 0; i < 100 && runtime.NumGoroutine() > 1; i++ {
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Println(runtime.NumGoroutine())
}

// Seen in go-ethereum (eth/peerset.go): whoever waits has put its channel into the map under the lock, and waits for nothing else.
type counter struct {
	mu      sync.Mutex
	waiters map[int]chan int
}

func (c *counter) next(id int) int {
	c.mu.Lock()
	turn := make(chan int)
	c.waiters[id] = turn
	c.mu.Unlock()
	return <-turn
}

func (c *counter) call(id int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if turn, ok := c.waiters[id]; ok {
		delete(c.waiters, id)
		turn <- id // ok: the one who waits has passed the lock
	}
}
