// A producer and a consumer wait for one another, and nobody else is left.
package main

import "sync"

type queue struct {
	mu    sync.Mutex
	items chan int
	done  sync.WaitGroup
}

func (q *queue) consume() {
	defer q.done.Done()
	q.mu.Lock()
	defer q.mu.Unlock()
	for range q.items {
	}
}

func main() {
	q := &queue{items: make(chan int)}
	for i := 0; i < 2; i++ {
		q.done.Add(1)
		go q.consume()
	}
	for i := 0; i < 5; i++ {
		q.items <- i
	}
	q.done.Wait()
}
