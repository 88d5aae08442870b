// A middleware of its own recovers what a handler panics with, logs it with debug.Stack, and the server goes on.
package main

import (
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"runtime/debug"
)

type user struct{ name string }
type session struct{ user *user }

func recoverer(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer func() {
			if v := recover(); v != nil {
				log.Printf("%s %s: %v\n%s", r.Method, r.URL.Path, v, debug.Stack())
				w.WriteHeader(http.StatusInternalServerError)
			}
		}()
		next.ServeHTTP(w, r)
	})
}

func greet(s *session) string { return "hello " + s.user.name }

func profile(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, greet(&session{})) }

func main() {
	log.SetFlags(0)
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		os.Exit(2)
	}
	go func() { _ = http.Serve(ln, recoverer(http.HandlerFunc(profile))) }()
	res, err := http.Get("http://" + ln.Addr().String() + "/profile")
	if err != nil {
		os.Exit(2)
	}
	_, _ = io.Copy(io.Discard, res.Body)
}
