// Ingest has two writers, one for each connection to a slow disk, and a queue before them. An event
// that finds the queue full is refused.
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
	queue   chan event
	written atomic.Int64
	refused atomic.Int64
}

// writer stores the events of the queue on the slow disk.
func (in *ingest) writer() {
	for e := range in.queue {
		time.Sleep(4 * time.Second)
		in.written.Add(int64(e.size))
	}
}

// Close ends the writers.
func (in *ingest) Close() {
	close(in.queue)
}

// Accept takes a batch of events.
func (in *ingest) Accept(batch []event) {
	for _, e := range batch {
		select { // ok: no goroutine for each
		case in.queue <- e:
		default:
			in.refused.Add(1)
		}
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
	in := &ingest{queue: make(chan event, 16)}
	defer in.Close()
	for i := 0; i < 2; i++ {
		go in.writer()
	}
	c.Drive(func(i int) {
		batch := []event{{"temperature", 12}, {"pressure", 9}}
		in.Accept(batch)
		if i%10 == 9 {
			log.Printf("%d keys, %d bytes written, %d refused", index(batch), in.written.Load(), in.refused.Load())
		}
	})
}
