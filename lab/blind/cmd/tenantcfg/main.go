// tenantcfg: healthy. A watcher and a cache per tenant, made when the tenant is first seen; event streams that only arrive.
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

type config struct {
	mu      sync.RWMutex
	values  map[string]string
	changes chan map[string]string
}

func (c *config) watch() {
	for v := range c.changes {
		c.mu.Lock()
		c.values = v
		c.mu.Unlock()
	}
}

func (c *config) sweep() {
	for range time.Tick(20 * time.Second) {
		c.mu.Lock()
		delete(c.values, "stale")
		c.mu.Unlock()
	}
}

type store struct {
	mu      sync.Mutex
	tenants map[int]*config
}

func (s *store) get(t int) *config {
	s.mu.Lock()
	defer s.mu.Unlock()
	c := s.tenants[t]
	if c == nil {
		c = &config{changes: make(chan map[string]string)}
		s.tenants[t] = c
		go c.watch()
		go c.sweep()
	}
	return c
}

func serve() {
	s := &store{tenants: map[int]*config{}}
	http.HandleFunc("/flag", func(w http.ResponseWriter, r *http.Request) {
		// a few tenants are seen often, most of them seldom
		t := int(rand.ExpFloat64() * 12)
		c := s.get(t)
		c.mu.RLock()
		defer c.mu.RUnlock()
		fmt.Fprintln(w, len(c.values))
	})
	http.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(200)
		w.(http.Flusher).Flush()
		<-r.Context().Done()
	})
	log.Fatal(http.ListenAndServe(ops.Addr(), nil))
}

func main() {
	ops.Main(serve, func(context.Context) {
		ops.Hit(10, time.Hour, func(i int) string {
			if i%60 == 0 {
				return "http://" + ops.Addr() + "/events"
			}
			return "http://" + ops.Addr() + "/flag"
		})
	})
}
