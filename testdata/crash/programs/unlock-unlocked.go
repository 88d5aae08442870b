// A mutex is unlocked twice; this cannot be recovered.
package main

import "sync"

type store struct {
	mu sync.Mutex
}

func (s *store) flush() {
	defer func() { recover() }()
	s.mu.Lock()
	defer s.mu.Unlock()
	s.mu.Unlock()
}

func main() {
	idle := make(chan struct{})
	go func() { <-idle }()
	new(store).flush()
}
