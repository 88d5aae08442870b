// Stores opens a store in two steps: a flusher, which has a goroutine, and the index. When the index
// is damaged it closes the flusher and returns the error.
package main

import (
	"fmt"
	"log"
	"strings"
	"sync/atomic"

	"example.org/rules/company"
)

type flusher struct {
	pages chan []byte
	stop  chan struct{}
	bytes atomic.Int64
}

// newFlusher starts a flusher; Close ends it.
func newFlusher() *flusher {
	f := &flusher{pages: make(chan []byte, 4), stop: make(chan struct{})}
	go f.loop() // ok: Close ends it
	return f
}

func (f *flusher) loop() {
	for {
		select {
		case p := <-f.pages:
			f.bytes.Add(int64(len(p)))
		case <-f.stop:
			return
		}
	}
}

func (f *flusher) Close() {
	close(f.stop)
}

type store struct {
	flusher *flusher
	index   map[string]int
}

// Open opens the store of that name.
func Open(name string) (*store, error) {
	f := newFlusher() // ok: closed when the next step fails
	index, err := readIndex(name)
	if err != nil {
		f.Close()
		return nil, fmt.Errorf("open %s: %w", name, err)
	}
	return &store{flusher: f, index: index}, nil
}

// Close closes the store.
func (s *store) Close() {
	s.flusher.Close()
}

func readIndex(name string) (map[string]int, error) {
	if strings.HasSuffix(name, ".damaged") {
		return nil, fmt.Errorf("index of %s is damaged", name)
	}
	return map[string]int{name: 1}, nil
}

func main() {
	c := company.Start(nil)
	failed := 0
	c.Drive(func(i int) {
		for _, name := range []string{"orders", "orders.damaged"} {
			s, err := Open(name)
			if err != nil {
				failed++
				continue
			}
			s.flusher.pages <- []byte(name)
			s.Close()
		}
		if i%10 == 9 {
			log.Printf("%d stores failed", failed)
		}
	})
}
