// Two goroutines count without a lock, under the race detector.
package main

import (
	"fmt"
	"sync"
)

type stats struct {
	requests int
	last     string
}

func (s *stats) count(path string) {
	s.requests++
	s.last = path
}

func main() {
	s := &stats{}
	var wg sync.WaitGroup
	for _, path := range []string{"/a", "/b"} {
		path := path
		wg.Add(1)
		go func() {
			defer wg.Done()
			s.count(path)
		}()
	}
	wg.Wait()
	fmt.Println(s.requests)
}
