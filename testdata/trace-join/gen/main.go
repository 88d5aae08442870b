// Command tracejoin traces itself for about a second and then dumps its goroutines: two captures of one process.
//
//	GODEBUG=traceadvanceperiod=200000000 tracejoin -mode leak -o DIR
//
// Modes: leak (each request leaves a sender whose result nobody takes; the others get theirs from collect); relay (each
// request derives a context from a parent of a foreign type and forgets to cancel); done (the same with cancel);
// pool (workers that wait for jobs while requests come and go); orphan (listeners that get events for a while, then are
// taken from the list and never told).
package main

import (
	"context"
	"flag"
	"os"
	"path/filepath"
	"runtime/pprof"
	"runtime/trace"
	"sync"
	"time"
)

type foreign struct {
	context.Context
	done chan struct{}
}

func (f foreign) Done() <-chan struct{} { return f.done }
func (f foreign) Value(any) any         { return nil }

func compute(out chan<- int) { out <- 1 }

// collect takes the result in time for two of three requests.
func collect(n int) {
	out := make(chan int)
	go compute(out)
	if n%3 != 0 {
		<-out
	}
}

func derive(parent context.Context, forget bool) {
	ctx, cancel := context.WithCancel(parent)
	if !forget {
		defer cancel()
	}
	_ = ctx
	time.Sleep(100 * time.Microsecond)
}

func worker(jobs <-chan int, wg *sync.WaitGroup) {
	for range jobs {
		wg.Done()
	}
}

var (
	mu        sync.Mutex
	listeners []chan int
)

func listen() {
	events := make(chan int, 1)
	go func() {
		for range events {
			time.Sleep(100 * time.Microsecond)
		}
	}()
	mu.Lock()
	listeners = append(listeners, events)
	if len(listeners) > 4 {
		listeners = listeners[1:]
	}
	mu.Unlock()
}

func publish() {
	for {
		mu.Lock()
		for _, events := range listeners {
			select {
			case events <- 1:
			default:
			}
		}
		mu.Unlock()
		time.Sleep(4 * time.Millisecond)
	}
}

func main() {
	mode := flag.String("mode", "leak", "mode")
	out := flag.String("o", ".", "folder")
	flag.Parse()
	parent := foreign{context.Background(), make(chan struct{})}
	jobs := make(chan int)
	var wg sync.WaitGroup
	for i := 0; i < 24; i++ {
		go worker(jobs, &wg)
	}
	if *mode == "orphan" {
		go publish()
	}
	work := func(n int) {
		switch *mode {
		case "leak":
			collect(n)
		case "relay":
			derive(parent, true)
		case "done":
			derive(parent, false)
		case "orphan":
			if n%2 == 0 {
				listen()
			}
		case "pool":
			wg.Add(1)
			jobs <- n
			done := make(chan struct{})
			go func() { close(done) }()
			<-done
		}
	}
	for n := 0; n < 12; n++ {
		work(n)
	}
	f, err := os.Create(filepath.Join(*out, *mode+".trace"))
	if err != nil {
		panic(err)
	}
	if err := trace.Start(f); err != nil {
		panic(err)
	}
	for n := 0; n < 120; n++ {
		work(n)
		time.Sleep(10 * time.Millisecond)
	}
	trace.Stop()
	f.Close()
	d, err := os.Create(filepath.Join(*out, *mode+".dump.txt"))
	if err != nil {
		panic(err)
	}
	pprof.Lookup("goroutine").WriteTo(d, 2)
	d.Close()
}
