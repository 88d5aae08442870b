// Sessions signs customers in and out.
package main

import (
	"net/http"

	"example.com/platform/service"
	"example.com/shop/sessions/internal/session"
)

func main() {
	s := service.New("sessions")
	m := session.NewManager(s.Context())
	s.Mux.HandleFunc("/visit", func(w http.ResponseWriter, r *http.Request) {
		x := m.Open(r.URL.Query().Get("user"))
		defer m.Close(x)
		service.JSON(w, m.Count())
	})
	s.Mux.HandleFunc("/renew", func(w http.ResponseWriter, r *http.Request) {
		service.JSON(w, m.Renew(r.URL.Query().Get("user")))
	})
	s.Run()
}
