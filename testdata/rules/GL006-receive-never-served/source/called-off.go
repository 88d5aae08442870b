// A goroutine that asks its owner whether the work goes on.
package calledoff

import (
	"errors"
	"sync/atomic"
)

// Who calls it off does not wait for the answer (fzf Matcher.scan).
func search(parts []string, match func(string) bool, reset func() bool) (int, error) {
	var cancelled atomic.Bool
	found := make(chan int)
	seen := make(chan bool, len(parts))
	go func() {
		n := 0
		for _, part := range parts {
			if cancelled.Load() {
				return
			}
			hit := match(part)
			if hit {
				n++
			}
			seen <- hit
		}
		found <- n
	}()
	for range parts {
		<-seen
		if reset() {
			cancelled.Store(true)
			return 0, errors.New("reset")
		}
	}
	return <-found, nil // ok
}

// What the goroutine finds out by itself its owner does not know.
func find(parts []string, match func(string) bool) int {
	found := make(chan int)
	go func() {
		for k, part := range parts {
			if match(part) {
				found <- k
				return
			}
		}
	}()
	return <-found // want "GL006"
}
