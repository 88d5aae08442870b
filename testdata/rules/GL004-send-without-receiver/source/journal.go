// Channels that go through fields, constructors, getters and slices. `leaks` leaves two goroutines a turn behind.
package main

import (
	"fmt"
	"os"
	"os/signal"
	"runtime"
	"time"
)

type journal struct {
	entries chan string
	notices []chan int
}

func newJournal() *journal {
	j := &journal{entries: make(chan string)}
	j.notices = append(j.notices, make(chan int), make(chan int))
	return j
}

// Nothing reads entries any more: the reader went with an earlier version.
func (j *journal) Write(line string) {
	j.entries <- line // want "GL004"
}

func (j *journal) notify() {
	for i, ch := range j.notices {
		ch <- i // want "GL004"
	}
}

// Room for some: a loop fills it, one send does not.
type spool struct {
	jobs  chan int
	first chan int
}

func newSpool() *spool {
	return &spool{make(chan int, 4), make(chan int, 1)}
}

func (s *spool) fill() {
	for i := 0; ; i++ {
		s.jobs <- i // note "GL004"
	}
}

func (s *spool) mark() {
	s.first <- 1 // ok: there is room for it
}

// A ledger is read by whoever asks it for its lines.
type ledger struct {
	lines chan string
}

type source interface {
	all() <-chan string
}

func (l *ledger) all() <-chan string { return l.lines }

func (l *ledger) write(line string) {
	l.lines <- line // ok: drain gets the channel by the interface
}

func drain(from source) {
	for line := range from.all() {
		_ = line
	}
}

// A box lets its owner choose the channel, a bell is given to the signal package.
type box struct{ out chan int }

func (b *box) put(to any) {
	if ch, ok := to.(chan int); ok {
		b.out = ch
	}
	b.out <- 1 // ok: nobody knows who reads it
}

func ring() {
	bell := make(chan os.Signal, 1)
	signal.Notify(bell, os.Interrupt)
	defer signal.Stop(bell)
	bell <- os.Interrupt // ok: the signal package has it
	<-bell
}

// A handler kept in a field reads what it is given.
type hub struct {
	handle func(chan int)
}

func (h *hub) run() {
	ch := make(chan int)
	go h.handle(ch)
	ch <- 1 // ok: the handler has it
}

func leaks() {
	j := newJournal()
	go j.notify()
	j.Write("opened")
}

func fixed() {
	l := &ledger{lines: make(chan string)}
	go drain(l)
	l.write("opened")
	close(l.lines)
	h := &hub{handle: func(ch chan int) { <-ch }}
	h.run()
	newSpool().mark()
}

func main() {
	turn := fixed
	if len(os.Args) > 1 && os.Args[1] == "leaks" {
		turn = leaks
	}
	if len(os.Args) > 2 {
		go newSpool().fill()
		(&box{}).put(make(chan int, 1))
		ring()
	}
	for i := 0; i < 16; i++ {
		go turn()
	}
	for i := 0; i < 100 && runtime.NumGoroutine() > 1; i++ {
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Println(runtime.NumGoroutine())
}

// Seen in loki (queryrange/downstreamer.go): tokens that are put where they lie, as many as there is room for.
type permits struct{ left chan struct{} }

func newPermits(n int) *permits {
	left := make(chan struct{}, n)
	for i := 0; i < n; i++ {
		left <- struct{}{} // ok: just as many as there is room for
	}
	return &permits{left: left}
}

// Seen in a test of package runtime: what is closed does not wait.
func panics() {
	defer func() { recover() }()
	ch := make(chan int)
	close(ch)
	ch <- 1 // ok: panics
}
