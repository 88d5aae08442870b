// Ingest starts a goroutine for every event it gets, and all of them want one of the two connections
// to a slow disk. More come in than can go out, and nothing holds them back.
package main

import (
	"log"
	"sync/atomic"
	"time"

	"example.org/rules/company"
)

type event struct {
	key  string
	size int
}

type ingest struct {
	disk    chan struct{} // a slot for each connection
	written atomic.Int64
	refused atomic.Int64
}

// write stores one event on the slow disk.
func (in *ingest) write(e event) {
	in.disk <- struct{}{}
	defer func() { <-in.disk }()
	time.Sleep(4 * time.Second)
	in.written.Add(int64(e.size))
}

// Accept takes a batch of events.
func (in *ingest) Accept(batch []event) {
	for _, e := range batch {
		go in.write(e) // want "GL017"
	}
}

// index counts the keys of a batch, one goroutine for each half.
func index(batch []event) int {
	found := make(chan int, 2)
	half := len(batch) / 2
	for _, part := range [][]event{batch[:half], batch[half:]} {
		go func() { // ok: two
			found <- len(part)
		}()
	}
	return <-found + <-found
}

func main() {
	c := company.Start(nil)
	in := &ingest{disk: make(chan struct{}, 2)}
	c.Drive(func(i int) {
		batch := []event{{"temperature", 12}, {"pressure", 9}}
		in.Accept(batch)
		if i%10 == 9 {
			log.Printf("%d keys, %d bytes written, %d refused", index(batch), in.written.Load(), in.refused.Load())
		}
	})
}
