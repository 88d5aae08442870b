// A goroutine that a handler started panics: nobody recovers it, and the whole process ends.
package main

import (
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"time"
)

type auditor struct {
	sink func(string) error
}

func (a *auditor) record(event string) {
	if err := a.sink(event); err != nil {
		panic(fmt.Errorf("audit %q: %w", event, err))
	}
}

func (a *auditor) login(w http.ResponseWriter, r *http.Request) {
	go a.record("login")
	time.Sleep(time.Second)
}

func main() {
	a := &auditor{sink: func(string) error { return errors.New("disk full") }}
	srv := httptest.NewServer(http.HandlerFunc(a.login))
	defer srv.Close()
	http.Get(srv.URL)
}
