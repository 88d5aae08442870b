// context.AfterFunc in handlers, on a context that outlives the request.
package afterfunc

import (
	"context"
	"io"
	"net"
	"net/http"
)

type server struct {
	life context.Context
	dial func(context.Context, string) (net.Conn, error)
}

func (s *server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conn, err := s.dial(r.Context(), r.URL.Query().Get("to"))
	if err != nil {
		http.Error(w, "no backend", http.StatusBadGateway)
		return
	}
	defer conn.Close()
	context.AfterFunc(s.life, func() { conn.Close() }) // want "CX010"
	_, _ = io.Copy(w, conn)
}

func (s *server) Relay(w http.ResponseWriter, r *http.Request) {
	conn, err := s.dial(r.Context(), r.URL.Query().Get("to"))
	if err != nil {
		return
	}
	defer conn.Close()
	stop := context.AfterFunc(s.life, func() { conn.Close() }) // ok: taken out again
	defer stop()
	_, _ = io.Copy(w, conn)
}

func (s *server) Own(w http.ResponseWriter, r *http.Request) {
	conn, err := s.dial(r.Context(), r.URL.Query().Get("to"))
	if err != nil {
		return
	}
	ctx := r.Context()
	context.AfterFunc(ctx, func() { conn.Close() }) // ok: ends with the request
	_, _ = io.Copy(w, conn)
}

// Once for the server.
func (s *server) Start(ln net.Listener) {
	context.AfterFunc(s.life, func() { ln.Close() }) // ok: no request
}
