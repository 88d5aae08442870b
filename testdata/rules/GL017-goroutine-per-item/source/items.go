package items

import (
	"net"
	"net/http"
	"sync"
)

type sender struct{ out chan string }

func (s *sender) send(x string) { s.out <- x }

func each(s *sender, names []string) {
	for _, n := range names {
		go s.send(n) // want "one goroutine for each item"
	}
}

func stream(in <-chan string) {
	for url := range in {
		go func() { // want "one goroutine for each item"
			resp, err := http.Get(url)
			if err == nil {
				resp.Body.Close()
			}
		}()
	}
}

func waited(s *sender, names []string) {
	var wg sync.WaitGroup
	for _, n := range names {
		wg.Add(1)
		go func() { // ok: waited for
			defer wg.Done()
			s.send(n)
		}()
	}
	wg.Wait()
}

func limited(s *sender, names []string, slots chan struct{}) {
	for _, n := range names {
		slots <- struct{}{}
		go func() { // ok: as many as there are slots
			defer func() { <-slots }()
			s.send(n)
		}()
	}
}

func collected(names []string) (all []string) {
	out := make(chan string)
	for _, n := range names {
		go func() { out <- n }() // ok: one receive each
	}
	for range names {
		all = append(all, <-out)
	}
	return all
}

func two(s *sender) {
	for _, n := range []string{"a", "b"} {
		go s.send(n) // ok: two
	}
}

func quick(names []string, count func(string)) {
	for _, n := range names {
		go count(n) // ok: nothing that waits is seen
	}
}

func serve(ln net.Listener, handle func(net.Conn)) {
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		go handle(conn) // ok: one for each connection
	}
}

func merged(streams []chan string) <-chan string {
	out := make(chan string)
	go func() {
		for range streams {
			<-out
		}
	}()
	for _, s := range streams {
		go func() {
			for x := range s {
				out <- x // ok: a channel of this function
			}
		}()
	}
	return out
}
