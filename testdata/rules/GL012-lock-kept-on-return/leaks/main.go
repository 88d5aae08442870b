// Sessions keeps its table behind one mutex. An early return in Touch leaves without unlocking, and
// from then on every request waits at the lock, whose holder has gone home.
package main

import (
	"fmt"
	"net/http"
	"sync"

	"example.org/rules/company"
)

type sessions struct {
	mu   sync.Mutex
	seen map[string]int
}

// Touch counts a visit; unknown names are refused.
func (s *sessions) Touch(name string) error {
	s.mu.Lock() // want "GL012"
	n, ok := s.seen[name]
	if !ok {
		return fmt.Errorf("sessions: no session for %q", name)
	}
	s.seen[name] = n + 1
	s.mu.Unlock()
	return nil
}

// Len returns the number of sessions.
func (s *sessions) Len() int {
	s.mu.Lock() // ok
	defer s.mu.Unlock()
	return len(s.seen)
}

type handler struct {
	*sessions
}

func (h handler) touch(w http.ResponseWriter, r *http.Request) {
	if err := h.Touch(r.URL.Query().Get("name")); err != nil {
		http.Error(w, err.Error(), http.StatusNotFound)
		return
	}
	fmt.Fprintln(w, "welcome")
}

func (h handler) length(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, h.Len())
}

func main() {
	h := handler{&sessions{seen: map[string]int{"anna": 0, "berta": 0}}}
	mux := http.NewServeMux()
	mux.HandleFunc("/touch", h.touch)
	mux.HandleFunc("/length", h.length)
	c := company.Start(mux)
	c.Drive(func(i int) {
		switch {
		case i == 4:
			c.Ask("/touch?name=nobody")
		case i%5 == 3:
			c.Ask("/length")
		default:
			c.Ask("/touch?name=anna")
		}
	})
}
