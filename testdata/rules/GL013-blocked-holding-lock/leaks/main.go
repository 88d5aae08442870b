// Broadcast sends each message to its subscribers while it holds their lock. One subscriber has
// stopped reading; the send waits for it, and everybody else waits for the lock.
package main

import (
	"fmt"
	"net/http"
	"sync"

	"example.org/rules/company"
)

type hub struct {
	mu   sync.Mutex
	subs map[int]chan string
}

// Publish hands msg to all subscribers.
func (h *hub) Publish(msg string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, sub := range h.subs {
		sub <- msg // want "GL013"
	}
}

// Subscribe adds a subscriber who reads up to limit messages.
func (h *hub) Subscribe(id, limit int) {
	sub := make(chan string)
	h.mu.Lock()
	h.subs[id] = sub
	h.mu.Unlock()
	go func() {
		for i := 0; i < limit; i++ {
			<-sub
		}
	}()
}

// Len returns the number of subscribers.
func (h *hub) Len() int {
	h.mu.Lock() // ok
	defer h.mu.Unlock()
	return len(h.subs)
}

func main() {
	h := &hub{subs: map[int]chan string{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/publish", func(w http.ResponseWriter, r *http.Request) {
		h.Publish(r.URL.Query().Get("msg"))
	})
	mux.HandleFunc("/len", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintln(w, h.Len())
	})
	c := company.Start(mux)
	h.Subscribe(1, 1_000_000)
	h.Subscribe(2, 4)
	c.Drive(func(i int) {
		if i%3 == 0 {
			c.Ask("/len")
			return
		}
		c.Ask("/publish?msg=hello")
	})
}
