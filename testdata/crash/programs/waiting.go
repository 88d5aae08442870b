// A small service that waits in many ways until a signal ends it.
package main

import (
	"net"
	"sync"
	"time"
)

type service struct {
	mu    sync.Mutex
	jobs  chan int
	ready *sync.Cond
}

func (s *service) worker(id int) {
	for range s.jobs {
	}
}

func (s *service) waitReady() {
	s.ready.L.Lock()
	defer s.ready.L.Unlock()
	s.ready.Wait()
}

func (s *service) locked() {
	s.mu.Lock()
	defer s.mu.Unlock()
}

func (s *service) accept(ln net.Listener) {
	for {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		c.Close()
	}
}

func main() {
	s := &service{jobs: make(chan int), ready: sync.NewCond(&sync.Mutex{})}
	for i := 0; i < 3; i++ {
		go s.worker(i)
	}
	go s.waitReady()
	s.mu.Lock()
	go s.locked()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	go s.accept(ln)
	go func() {
		var never chan int
		never <- 1
	}()
	time.Sleep(20 * time.Second)
}
