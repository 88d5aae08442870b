package main

import (
	"os"
	"runtime/trace"
	"sync"
	"time"
)

type hub struct {
	mu   sync.Mutex
	subs map[int]chan int
	next int
}

func (h *hub) subscribe() (int, <-chan int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.next++
	ch := make(chan int, 4)
	h.subs[h.next] = ch
	return h.next, ch
}

func (h *hub) unsubscribe(id int) {
	h.mu.Lock()
	delete(h.subs, id)
	h.mu.Unlock()
}

func (h *hub) publish(v int) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, ch := range h.subs {
		select {
		case ch <- v:
		default:
		}
	}
}

func session(h *hub) {
	id, events := h.subscribe()
	go func() {
		for range events {
			time.Sleep(100 * time.Microsecond)
		}
	}()
	time.Sleep(10 * time.Millisecond)
	h.unsubscribe(id)
}

func main() {
	f, _ := os.Create(os.Args[1])
	trace.Start(f)
	h := &hub{subs: map[int]chan int{}}
	go func() {
		for i := 0; ; i++ {
			h.publish(i)
			time.Sleep(3 * time.Millisecond)
		}
	}()
	end := time.Now().Add(600 * time.Millisecond)
	for time.Now().Before(end) {
		go session(h)
		time.Sleep(2 * time.Millisecond)
	}
	trace.Stop()
	f.Close()
}
