// Goroutines without an end, one for each request or each call.
package requests

import (
	"fmt"
	"net/http"
	"sync"
	"time"
)

type stream struct {
	mu   sync.Mutex
	w    http.ResponseWriter
	open bool
}

func (s *stream) beat() {
	t := time.NewTicker(15 * time.Second)
	for range t.C {
		s.mu.Lock()
		if s.open {
			fmt.Fprint(s.w, ":\n\n")
		}
		s.mu.Unlock()
	}
}

func events(feed <-chan string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s := &stream{w: w, open: true}
		go s.beat() // want "GL016"
		for {
			select {
			case e := <-feed:
				s.mu.Lock()
				fmt.Fprint(w, e)
				s.mu.Unlock()
			case <-r.Context().Done():
				s.mu.Lock()
				s.open = false
				s.mu.Unlock()
				return
			}
		}
	}
}

func (s *stream) beatUntil(done <-chan struct{}) {
	t := time.NewTicker(15 * time.Second)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			fmt.Fprint(s.w, ":\n\n")
		case <-done:
			return
		}
	}
}

func ending(w http.ResponseWriter, r *http.Request) {
	s := &stream{w: w}
	go s.beatUntil(r.Context().Done()) // ok: ends with the request
	<-r.Context().Done()
}

var sweeping sync.Once

func sweep() {
	for {
		time.Sleep(time.Minute)
	}
}

func once(w http.ResponseWriter, r *http.Request) {
	sweeping.Do(func() {
		go sweep() // ok: one for the process
	})
	fmt.Fprint(w, r.URL)
}

var swept bool

func first(w http.ResponseWriter, r *http.Request) {
	if !swept {
		swept = true
		go sweep() // ok: the first request alone
	}
	fmt.Fprint(w, r.URL)
}

type crew struct {
	jobs chan func()
}

func newCrew(n int) *crew {
	c := &crew{jobs: make(chan func(), n)}
	for range n {
		go c.work() // want "GL016"
	}
	return c
}

func (c *crew) work() {
	for job := range c.jobs {
		job()
	}
}

func doAll(jobs []func()) {
	c := newCrew(4)
	var left sync.WaitGroup
	for _, job := range jobs {
		left.Add(1)
		c.jobs <- func() { defer left.Done(); job() }
	}
	left.Wait()
}

type gang struct {
	jobs chan func()
}

func newGang(n int) *gang {
	g := &gang{jobs: make(chan func(), n)}
	for range n {
		go g.work() // ok: the jobs are closed
	}
	return g
}

func (g *gang) work() {
	for job := range g.jobs {
		job()
	}
}

func doAllAndClose(jobs []func()) {
	g := newGang(4)
	defer close(g.jobs)
	var left sync.WaitGroup
	for _, job := range jobs {
		left.Add(1)
		g.jobs <- func() { defer left.Done(); job() }
	}
	left.Wait()
}
