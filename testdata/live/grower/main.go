// Grower leaks goroutines steadily and serves pprof, so that a short series shows growth that no proof covers: the
// senders' channel hangs on a global, which hides them from the runtime's leak detector.
package main

import (
	"fmt"
	"log"
	"net"
	"net/http"
	_ "net/http/pprof"
	"sync"
	"time"
)

// registry keeps every job reachable.
var registry struct {
	sync.Mutex
	jobs []chan int
}

func submit(n int) {
	answer := make(chan int)
	registry.Lock()
	registry.jobs = append(registry.jobs, answer)
	registry.Unlock()
	go deliver(answer, n)
}

// deliver waits for a receiver that never comes.
func deliver(answer chan int, n int) {
	answer <- n
}

// worker is one of a steady pool: healthy.
func worker(ticks <-chan time.Time) {
	for range ticks {
	}
}

func main() {
	for i := 0; i < 20; i++ {
		go worker(time.NewTicker(100 * time.Millisecond).C)
	}
	go func() {
		for n := 0; ; n++ {
			submit(n)
			time.Sleep(50 * time.Millisecond)
		}
	}()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(listener.Addr())
	log.Fatal(http.Serve(listener, nil))
}
