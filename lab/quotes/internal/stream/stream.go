// Package stream writes prices to clients; each has a queue and a writer that
// sleeps on a condition variable.
package stream

import (
	"bufio"
	"context"
	"fmt"
	"net"
	"sync"
	"time"
)

// Server is the listener and its clients.
type Server struct {
	l       net.Listener
	mu      sync.Mutex
	clients map[*client]struct{}
}

type client struct {
	conn   net.Conn
	mu     sync.Mutex
	wake   *sync.Cond
	queue  []string
	closed bool
}

// NewServer takes a listener.
func NewServer(l net.Listener) *Server {
	return &Server{l: l, clients: map[*client]struct{}{}}
}

// Serve accepts until the context ends.
func (s *Server) Serve(ctx context.Context) {
	stop := context.AfterFunc(ctx, func() { _ = s.l.Close() })
	defer stop()
	for {
		conn, err := s.l.Accept()
		if err != nil {
			return
		}
		c := &client{conn: conn}
		c.wake = sync.NewCond(&c.mu)
		s.mu.Lock()
		s.clients[c] = struct{}{}
		s.mu.Unlock()
		go c.writeLoop()
		go s.readLoop(c)
	}
}

func (s *Server) readLoop(c *client) {
	r := bufio.NewReader(c.conn)
	for {
		if _, err := r.ReadString('\n'); err != nil {
			break
		}
	}
	s.mu.Lock()
	delete(s.clients, c)
	s.mu.Unlock()
	c.mu.Lock()
	c.closed = true
	c.mu.Unlock()
	c.wake.Signal()
	_ = c.conn.Close()
}

func (c *client) writeLoop() {
	for {
		c.mu.Lock()
		for len(c.queue) == 0 && !c.closed {
			c.wake.Wait()
		}
		if c.closed {
			c.mu.Unlock()
			return
		}
		line := c.queue[0]
		c.queue = c.queue[1:]
		c.mu.Unlock()
		if _, err := fmt.Fprintln(c.conn, line); err != nil {
			return
		}
	}
}

// Tick sends a price every few seconds.
func (s *Server) Tick(ctx context.Context) {
	t := time.NewTicker(4 * time.Second)
	defer t.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-t.C:
			s.mu.Lock()
			for c := range s.clients {
				c.mu.Lock()
				c.queue = append(c.queue, fmt.Sprintf("price %d", now.Unix()%1000))
				c.mu.Unlock()
				c.wake.Signal()
			}
			s.mu.Unlock()
		}
	}
}

// Clients is how many are connected.
func (s *Server) Clients() map[string]int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return map[string]int{"clients": len(s.clients)}
}
