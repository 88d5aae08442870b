// Tokens verifies the token of each request with a verifier that has a cache. The verifier is made for
// each request, and so is its cache, whose janitor goroutine outlives the request.
package main

import (
	"fmt"
	"net/http"
	"strings"
	"time"

	"example.org/rules/RS011-pool-or-cache-per-instance/ttlcache"
	"example.org/rules/company"
)

type verifier struct {
	issuer string
	cache  *ttlcache.Cache
}

func newVerifier(issuer string) *verifier {
	return &verifier{issuer: issuer, cache: ttlcache.New(300 * time.Millisecond)} // want "RS011"
}

// Subject returns whom a token belongs to.
func (v *verifier) Subject(token string) string {
	return v.cache.Get(token, func() string {
		return strings.TrimPrefix(token, v.issuer+".")
	})
}

type service struct {
	pages *ttlcache.Cache
}

// whoami verifies the token of the request.
func (s *service) whoami(w http.ResponseWriter, r *http.Request) {
	v := newVerifier("example")
	fmt.Fprintln(w, v.Subject(r.URL.Query().Get("token")))
}

// page serves from the cache of the process.
func (s *service) page(w http.ResponseWriter, r *http.Request) {
	fmt.Fprintln(w, s.pages.Get(r.URL.Path, func() string { return "hello" }))
}

func main() {
	s := &service{pages: ttlcache.New(time.Second)} // ok: once in the process
	mux := http.NewServeMux()
	mux.HandleFunc("/whoami", s.whoami)
	mux.HandleFunc("/page", s.page)
	c := company.Start(mux)
	c.Drive(func(i int) {
		c.Ask("/whoami?token=example.anna")
		c.Ask("/page")
	})
}
