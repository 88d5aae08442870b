// A stop channel that nobody closes, reached by getters and constructors. `leaks` leaves two goroutines a turn behind.
package main

import (
	"fmt"
	"io"
	"os"
	"runtime"
	"time"
)

type gate struct {
	quit chan struct{}
}

func newGate() *gate { return &gate{quit: make(chan struct{})} }

func (g *gate) Quit() <-chan struct{} {
	if g == nil {
		return nil
	}
	return g.quit
}

type house struct{ gate *gate }

func (h *house) entrance() *gate { return h.gate }

// There is no method that closes quit.
func (h *house) wait() {
	<-h.entrance().Quit() // want "GL006"
}

// The buffer that would be filled is read by the standard library.
type feed struct{ parts chan []byte }

type feedReader struct{ feed *feed }

func (r *feedReader) Read(into []byte) (int, error) {
	select { // want "GL006"
	case part := <-r.feed.parts:
		return copy(into, part), nil
	}
}

func read() {
	r := &feedReader{feed: &feed{parts: make(chan []byte)}}
	io.ReadAll(r)
}

// Neither case of the select has another end.
func both(tell, ask chan int) {
	select { // want "GL006"
	case tell <- 1:
	case <-ask:
	}
}

// A door is closed by a function that is kept in a field.
type door struct {
	shut  chan struct{}
	close func()
}

func newDoor() *door {
	d := &door{shut: make(chan struct{})}
	d.close = func() { close(d.shut) }
	return d
}

func (d *door) wait() {
	<-d.shut // ok: close closes it
}

// The rooms' channels are served through a map and a copy of it.
type rooms struct{ keys map[string]chan int }

func (r *rooms) open(name string) {
	r.keys[name] = make(chan int)
	go func() {
		for _, ch := range r.all() {
			ch <- 1
		}
	}()
	<-r.keys[name] // ok: the copy is the same channel
}

func (r *rooms) all() []chan int {
	var list []chan int
	for _, ch := range r.keys {
		list = append(list, ch)
	}
	return list
}

// A pipe's other end goes along in a channel of channels.
type call struct{ answer chan int }

func ask(calls chan<- chan int) int {
	answer := make(chan int)
	calls <- answer
	return <-answer // ok: serve answers
}

func serve(calls <-chan chan int) {
	for answer := range calls {
		answer <- 1
	}
}

func askStruct(calls chan<- call) int {
	c := call{make(chan int)}
	calls <- c
	return <-c.answer // ok: serveStructs answers
}

func serveStructs(calls <-chan call) {
	for c := range calls {
		c.answer <- 1
	}
}

// A channel of its own type with a method.
type flag chan struct{}

func (f flag) raise() { close(f) }

func waitFlag() {
	f := make(flag)
	go f.raise()
	<-f // ok: raise closes it
}

func leaks() {
	go read()
	h := &house{gate: newGate()}
	h.wait()
}

func fixed() {
	d := newDoor()
	go d.close()
	d.wait()
	(&rooms{keys: map[string]chan int{}}).open("cellar")
	calls := make(chan chan int)
	go serve(calls)
	ask(calls)
	close(calls)
	structs := make(chan call)
	go serveStructs(structs)
	askStruct(structs)
	close(structs)
	waitFlag()
}

func main() {
	turn := fixed
	if len(os.Args) > 1 && os.Args[1] == "leaks" {
		turn = leaks
	}
	if len(os.Args) > 2 {
		both(make(chan int), make(chan int))
	}
	for i := 0; i < 16; i++ {
		go turn()
	}
	for i := 0; i < 100 && runtime.NumGoroutine() > 1; i++ {
		time.Sleep(20 * time.Millisecond)
	}
	fmt.Println(runtime.NumGoroutine())
}
