package main

import (
	"net"
	"sync"
)

type Server struct {
	ln   net.Listener
	wg   sync.WaitGroup
	mu   sync.Mutex
	live map[net.Conn]struct{}
}

func New(addr string, check func() error) (_ *Server, err error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			ln.Close()
		}
	}()
	if err := check(); err != nil {
		return nil, err
	}
	s := &Server{ln: ln, live: map[net.Conn]struct{}{}}
	s.wg.Add(1)
	go s.accept()
	return s, nil
}

func (s *Server) accept() {
	defer s.wg.Done()
	for {
		c, err := s.ln.Accept()
		if err != nil {
			return
		}
		s.mu.Lock()
		s.live[c] = struct{}{}
		s.mu.Unlock()
		s.wg.Add(1)
		go func() {
			defer s.wg.Done()
			defer c.Close()
			buf := make([]byte, 16)
			for {
				if _, err := c.Read(buf); err != nil {
					s.mu.Lock()
					delete(s.live, c)
					s.mu.Unlock()
					return
				}
			}
		}()
	}
}

func (s *Server) Close() error {
	err := s.ln.Close()
	s.mu.Lock()
	for c := range s.live {
		c.Close()
	}
	s.mu.Unlock()
	s.wg.Wait()
	return err
}

func main() {
	s, err := New("127.0.0.1:0", func() error { return nil })
	if err == nil {
		s.Close()
	}
}
