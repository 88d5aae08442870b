// Servers whose accept loop runs already when a later step fails.
package steps

import (
	"errors"
	"net"
)

type server struct {
	ln net.Listener
}

func (s *server) accept() {
	for {
		conn, err := s.ln.Accept()
		if err != nil {
			return
		}
		conn.Close()
	}
}

func (s *server) Close() error { return s.ln.Close() }

func check(addr string) error {
	if addr == "" {
		return errors.New("listeners: no address")
	}
	return nil
}

// The loop waits in Accept of a listener that nobody closes any more.
func listen(addr string) (*server, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	s := &server{ln: ln}
	go s.accept() // want "RS008"
	if err := check(addr); err != nil {
		return nil, err
	}
	return s, nil
}

// The listener is closed by its own name.
func listenCareful(addr string) (*server, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	s := &server{ln: ln}
	go s.accept() // ok
	if err := check(addr); err != nil {
		ln.Close()
		return nil, err
	}
	return s, nil
}

// The caller has the listener.
func serve(ln net.Listener, addr string) (*server, error) {
	s := &server{ln: ln}
	go s.accept() // ok
	if err := check(addr); err != nil {
		return nil, err
	}
	return s, nil
}

// The listener is closed by what is deferred.
func listenDeferred(addr string) (_ *server, err error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			ln.Close()
		}
	}()
	s := &server{ln: ln}
	go s.accept() // ok
	if err = check(addr); err != nil {
		return nil, err
	}
	return s, nil
}

func listenNamed(addr string) (*server, string, error) {
	ln, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, "", err
	}
	s := &server{ln: ln}
	go s.accept() // ok
	return s, ln.Addr().String(), nil
}

// The error comes third (go-ethereum ipcServer.start).
func start(addr string) (string, error) {
	s, name, err := listenNamed(addr) // ok
	if err != nil {
		return "", err
	}
	started = s
	return name, nil
}

var started *server
