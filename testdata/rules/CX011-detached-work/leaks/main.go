// Replicator answers a write at once and waits for the second copy in the background, under a context
// that nothing ever ends. The second node is down, so every write leaves one waiting.
package main

import (
	"context"
	"fmt"
	"net/http"
	"sync"

	"example.org/rules/company"
)

type replicator struct {
	mu      sync.Mutex
	last    int
	waiting map[int]chan struct{} // closed when the second node has it
}

// put stores a value and answers before the copy is made.
func (p *replicator) put(w http.ResponseWriter, r *http.Request) {
	id := p.store(r.URL.Query().Get("value"))
	go p.replicate(context.Background(), id) // want "CX011"
	fmt.Fprintln(w, id)
}

// sync stores a value and answers when the copy is made.
func (p *replicator) sync(w http.ResponseWriter, r *http.Request) {
	id := p.store(r.URL.Query().Get("value"))
	p.replicate(r.Context(), id) // ok: ends with the request
	fmt.Fprintln(w, id)
}

func (p *replicator) store(value string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.last++
	return p.last
}

// replicate waits for the second copy.
func (p *replicator) replicate(ctx context.Context, id int) {
	copied := make(chan struct{})
	p.mu.Lock()
	p.waiting[id] = copied
	p.mu.Unlock()
	defer p.forget(id)
	select {
	case <-copied:
	case <-ctx.Done():
	}
}

func (p *replicator) forget(id int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.waiting, id)
}

func main() {
	p := &replicator{waiting: map[int]chan struct{}{}}
	mux := http.NewServeMux()
	mux.HandleFunc("/put", p.put)
	mux.HandleFunc("/sync", p.sync)
	c := company.Start(mux)
	c.Drive(func(i int) {
		c.Ask("/put?value=1")
		if i%10 == 9 {
			c.Ask("/sync?value=2")
		}
	})
}
