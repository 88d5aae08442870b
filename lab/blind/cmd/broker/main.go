// broker: topics with subscribers; a page asks for a few events and goes. Each subscriber has a goroutine that counts.
package main

import (
	"context"
	"fmt"
	"log"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"example.net/acme/internal/ops"
)

type event struct{ n int }

type subscriber struct {
	in   chan event
	out  chan event
	seen int
}

func (s *subscriber) pump() {
	for e := range s.in {
		s.seen++
		select {
		case s.out <- e:
		default:
		}
	}
	close(s.out)
}

type topic struct {
	mu   sync.Mutex
	subs map[*subscriber]bool
}

func (t *topic) subscribe() *subscriber {
	s := &subscriber{in: make(chan event, 4), out: make(chan event, 4)}
	t.mu.Lock()
	t.subs[s] = true
	t.mu.Unlock()
	go s.pump()
	return s
}

func (t *topic) unsubscribe(s *subscriber) {
	t.mu.Lock()
	defer t.mu.Unlock()
	delete(t.subs, s)
}

func (t *topic) publish(e event) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for s := range t.subs {
		select {
		case s.in <- e:
		default:
		}
	}
}

func serve() {
	t := &topic{subs: map[*subscriber]bool{}}
	go func() {
		for n := 0; ; n++ {
			t.publish(event{n})
			time.Sleep(150 * time.Millisecond)
		}
	}()
	http.HandleFunc("/page", func(w http.ResponseWriter, r *http.Request) {
		s := t.subscribe()
		defer t.unsubscribe(s)
		for range 3 {
			select {
			case e := <-s.out:
				fmt.Fprintln(w, e.n)
			case <-r.Context().Done():
				return
			}
		}
	})
	http.HandleFunc("/health", func(w http.ResponseWriter, r *http.Request) { time.Sleep(time.Duration(rand.IntN(50)) * time.Millisecond) })
	log.Fatal(http.ListenAndServe(ops.Addr(), nil))
}

func main() {
	ops.Main(serve, func(context.Context) {
		ops.Hit(8, 10*time.Second, func(i int) string {
			if i%14 == 0 {
				return "http://" + ops.Addr() + "/page"
			}
			return "http://" + ops.Addr() + "/health"
		})
	})
}
