// Channels that each request, connection or turn registers for signals.
package requests

import (
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

type server struct {
	quit chan struct{}
	work func(net.Conn)
}

func (s *server) events(w http.ResponseWriter, r *http.Request) {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt) // want "RS010"
	select {
	case <-stop:
	case <-r.Context().Done():
	}
}

func (s *server) eventsAndStop(w http.ResponseWriter, r *http.Request) {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt) // ok
	defer signal.Stop(stop)
	select {
	case <-stop:
	case <-r.Context().Done():
	}
}

func (s *server) serve(conn net.Conn) {
	hup := make(chan os.Signal, 1)
	signal.Notify(hup, syscall.SIGHUP) // want "RS010"
	go func() {
		<-hup
		conn.Close()
	}()
	s.work(conn)
}

// Whoever is given the channel may take it out.
func (s *server) handed(w http.ResponseWriter, r *http.Request) {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt) // ok
	defer release(stop)
	<-r.Context().Done()
}

func release(stop chan<- os.Signal) { signal.Stop(stop) }

// wait is called in a loop that goes on.
func (s *server) wait() bool {
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM) // want "RS010"
	select {
	case <-term:
		return false
	case <-s.quit:
		return true
	}
}

func (s *server) run() {
	for s.wait() {
	}
}

// Once in a process.
func (s *server) start() error {
	term := make(chan os.Signal, 1)
	signal.Notify(term, syscall.SIGTERM) // ok
	go func() {
		<-term
		close(s.quit)
	}()
	return http.ListenAndServe(":0", http.HandlerFunc(s.events))
}
