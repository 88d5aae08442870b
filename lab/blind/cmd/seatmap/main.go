// seatmap: halls with a fixed number of seats; who finds none waits for one. Holds that expire free a seat and tell nobody.
package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"example.net/acme/internal/ops"
)

type hall struct {
	mu      sync.Mutex
	freed   *sync.Cond
	free    int
	expired int
}

func newHall(seats int) *hall {
	h := &hall{free: seats}
	h.freed = sync.NewCond(&h.mu)
	return h
}

func (h *hall) reserve() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for h.free == 0 {
		h.freed.Wait()
	}
	h.free--
}

func (h *hall) book() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.free++
	h.freed.Signal()
}

// expire gives a seat back after its hold ran out, to nobody in particular.
func (h *hall) expire() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.expired++
}

func serve() {
	halls := []*hall{newHall(8), newHall(8), newHall(400)}
	var inside atomic.Int64
	http.HandleFunc("/reserve", func(w http.ResponseWriter, r *http.Request) {
		if inside.Add(1) > 60 {
			inside.Add(-1)
			http.Error(w, "sold out, try later", http.StatusServiceUnavailable)
			return
		}
		defer inside.Add(-1)
		h := halls[rand.IntN(len(halls))]
		h.reserve()
		time.Sleep(time.Duration(30+rand.IntN(120)) * time.Millisecond)
		if rand.IntN(20) == 0 {
			h.expire()
			return
		}
		h.book()
		fmt.Fprintln(w, "booked")
	})
	http.HandleFunc("/plan", func(w http.ResponseWriter, r *http.Request) {
		time.Sleep(20 * time.Millisecond)
		fmt.Fprintln(w, "plan")
	})
	log.Fatal(http.ListenAndServe(ops.Addr(), nil))
}

func main() {
	ops.Main(serve, func(context.Context) {
		ops.Hit(12, 20*time.Second, func(i int) string {
			if i%3 == 0 {
				return "http://" + ops.Addr() + "/plan"
			}
			return "http://" + ops.Addr() + "/reserve"
		})
	})
}
