package main

import (
	"fmt"
	"sync"
)

type Registry struct {
	mu   sync.RWMutex
	m    map[string]chan string
	wait map[string][]chan string
}

func (r *Registry) Lookup(k string) (chan string, bool) {
	r.mu.RLock()
	c, ok := r.m[k]
	r.mu.RUnlock()
	if ok {
		return c, true
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if c, ok = r.m[k]; !ok {
		c = make(chan string, 1)
		r.m[k] = c
	}
	return c, ok
}

func (r *Registry) Wait(k string) <-chan string {
	ch := make(chan string, 1)
	r.mu.Lock()
	r.wait[k] = append(r.wait[k], ch)
	r.mu.Unlock()
	return ch
}

func (r *Registry) Notify(k, v string) {
	r.mu.Lock()
	ws := r.wait[k]
	delete(r.wait, k)
	r.mu.Unlock()
	for _, w := range ws {
		w <- v
	}
}

func main() {
	r := &Registry{m: map[string]chan string{}, wait: map[string][]chan string{}}
	c := r.Wait("a")
	go r.Notify("a", "b")
	fmt.Println(<-c)
}
