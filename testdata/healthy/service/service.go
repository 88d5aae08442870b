// Package service keeps the means to stop what it starts.
package service

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"
)

// Server stores its context with a Close method beside it.
type Server struct {
	ctx    context.Context
	cancel context.CancelFunc
	wg     sync.WaitGroup
	ln     net.Listener
}

func Listen(addr string) (*Server, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	s := &Server{ctx: ctx, cancel: cancel, ln: ln}
	s.wg.Add(1)
	go s.accept()
	return s, nil
}

func (s *Server) accept() {
	defer s.wg.Done()
	for {
		conn, err := s.ln.Accept()
		if err != nil {
			if errors.Is(err, net.ErrClosed) || s.ctx.Err() != nil {
				return
			}
			time.Sleep(10 * time.Millisecond)
			continue
		}
		s.wg.Add(1)
		go func() {
			defer s.wg.Done()
			defer conn.Close()
			s.serve(conn)
		}()
	}
}

func (s *Server) serve(conn net.Conn) {
	stop := context.AfterFunc(s.ctx, func() { conn.SetDeadline(time.Now()) })
	defer stop()
	buf := make([]byte, 512)
	for {
		n, err := conn.Read(buf)
		if err != nil {
			return
		}
		if _, err := conn.Write(buf[:n]); err != nil {
			return
		}
	}
}

func (s *Server) Close() error {
	s.cancel()
	err := s.ln.Close()
	s.wg.Wait()
	return err
}

// Reporter outlives New by design: Stop ends it.
type Reporter struct {
	stop    chan struct{}
	stopped chan struct{}
	once    sync.Once
	report  func()
}

func NewReporter(every time.Duration, report func()) *Reporter {
	r := &Reporter{stop: make(chan struct{}), stopped: make(chan struct{}), report: report}
	go r.run(every)
	return r
}

func (r *Reporter) run(every time.Duration) {
	defer close(r.stopped)
	t := time.NewTicker(every)
	defer t.Stop()
	for {
		select {
		case <-t.C:
			r.report()
		case <-r.stop:
			return
		}
	}
}

func (r *Reporter) Stop() {
	r.once.Do(func() { close(r.stop) })
	<-r.stopped
}

// Open undoes each step when a later one fails.
func Open(addr string, load func(*Server) error, probe func() error) (_ *Server, err error) {
	s, err := Listen(addr)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			s.Close()
		}
	}()
	if err = load(s); err != nil {
		return nil, err
	}
	rep := NewReporter(time.Minute, func() {})
	if err = probe(); err != nil {
		rep.Stop()
		return nil, err
	}
	return s, nil
}

// Restartable replaces its cancel function only after it called it.
type Restartable struct {
	mu     sync.Mutex
	cancel context.CancelFunc
	done   chan struct{}
	run    func(context.Context)
}

func (r *Restartable) Start(ctx context.Context) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.cancel != nil {
		r.cancel()
		<-r.done
	}
	ctx, r.cancel = context.WithCancel(ctx)
	done := make(chan struct{})
	r.done = done
	go func() {
		defer close(done)
		r.run(ctx)
	}()
}

func (r *Restartable) Stop() {
	r.mu.Lock()
	cancel, done := r.cancel, r.done
	r.cancel = nil
	r.mu.Unlock()
	if cancel != nil {
		cancel()
		<-done
	}
}

// Option hands its cancel function to whoever it configures.
type Option func(*Server)

func WithTimeout(d time.Duration) Option {
	return func(s *Server) {
		s.cancel()
		s.ctx, s.cancel = context.WithTimeout(context.Background(), d)
	}
}
