package main

import (
	"errors"
	"os"
	"runtime/trace"
	"sync"
	"time"
)

type store struct {
	mu    sync.Mutex
	items map[string]int
}

var errFull = errors.New("full")

func (s *store) put(key string) error {
	s.mu.Lock()
	if len(s.items) > 40 {
		return errFull
	}
	s.items[key]++
	s.mu.Unlock()
	return nil
}

func handle(s *store, i int) { s.put(string(rune('a'+i%90)) + "x") }

func main() {
	f, _ := os.Create(os.Args[1])
	trace.Start(f)
	s := &store{items: map[string]int{}}
	end := time.Now().Add(600 * time.Millisecond)
	for i := 0; time.Now().Before(end); i++ {
		go handle(s, i)
		time.Sleep(2 * time.Millisecond)
	}
	trace.Stop()
	f.Close()
}
